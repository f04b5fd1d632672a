"""Site → pages: `Renderer` makes them, `article_context` gathers what an article takes from the rest of the site."""

from sitegen.config import packed_theme, theme_folders
from sitegen.render.address import numbered, prefix, relative
from sitegen.render.context import ArticleContext, SiteIndex, article_context, article_contexts, site_index
from sitegen.render.listing import PER_PAGE
from sitegen.render.renderer import Renderer
from sitegen.render.view import Extra

__all__ = [
    "PER_PAGE",
    "ArticleContext",
    "Extra",
    "Renderer",
    "SiteIndex",
    "article_context",
    "article_contexts",
    "numbered",
    "packed_theme",
    "prefix",
    "relative",
    "site_index",
    "theme_folders",
]

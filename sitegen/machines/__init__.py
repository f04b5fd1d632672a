"""Pages for programs: feeds, sitemap, robots.txt, JSON-LD, Web Annotations, the glossary as JSON.

Every function here is pure: values in, a `Page` or a text out. `docs/machines.md` describes the formats.
"""

from sitegen.machines.annotations import annotation_page
from sitegen.machines.feeds import FEED_LENGTH, FeedEntry, event_feed, feed_entry, site_feed
from sitegen.machines.glossary import glossary_page
from sitegen.machines.jsonld import article_jsonld, comparison_jsonld, term_jsonld
from sitegen.machines.sitemap import robots_page, sitemap_pages

__all__ = [
    "FEED_LENGTH",
    "FeedEntry",
    "annotation_page",
    "article_jsonld",
    "comparison_jsonld",
    "event_feed",
    "feed_entry",
    "glossary_page",
    "robots_page",
    "site_feed",
    "sitemap_pages",
    "term_jsonld",
]

"""Schema.org descriptions of pages as JSON-LD, safe inside a `<script>` element."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.machines.form import address, chosen, in_edition, json_text
from sitegen.model import Article, Comparison, Config, Event, Prepared, Site, Term
from sitegen.render.address import article_path, comparison_path, term_path
from sitegen.render.markup import web_address

Thing = dict[str, object]


def article_jsonld(prepared: Prepared, edition: str, config: Config) -> str:
    """A `NewsArticle` whose `isBasedOn` is the chain of provenance: the published text, what that relays, and so on."""
    article, variant = prepared.article, prepared.variant(edition)
    page = in_edition(config, edition, article_path(article.slug))
    about: Thing = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": variant.title,
        "inLanguage": variant.lang,
        "isAccessibleForFree": True,
    }
    if config.base_url:
        about |= {"url": address(config, page, page), "mainEntityOfPage": address(config, page, page)}
    if article.published:
        about["datePublished"] = article.published
    if article.byline:
        about["author"] = {"@type": "Person", "name": article.byline}
    if article.publisher:
        about["publisher"] = _organization(article.publisher)
    if lead := prepared.card.lead.get(variant.lang):
        about["description"] = lead
    if original := _provenance(article):
        about["isBasedOn"] = original
    notes = [_note(note.text, note.lang, note.by, note.date) for note in article.notes]
    if notes:
        about["comment"] = notes
    return json_text(about)


def comparison_jsonld(site: Site, event: Event, table: Comparison, edition: str) -> str:
    """A `Dataset`: an event's comparison with its questions, its sources, and the files that hold it."""
    config = site.config
    path = in_edition(config, edition, comparison_path(event.id))
    stem = path.removesuffix("html")
    about: Thing = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": chosen(event.names, edition),
        "description": chosen(event.description, edition) or chosen(event.names, edition),
        "inLanguage": edition,
        "isAccessibleForFree": True,
        "temporalCoverage": f"{event.start}/{event.end}" if event.end else event.start,
        "variableMeasured": [chosen(row.names, edition) for row in table.rows],
        "isBasedOn": [
            {
                "@type": "NewsArticle",
                "headline": chosen(site.cards[slug].titles, edition),
                "url": address(config, path, in_edition(config, edition, article_path(slug))),
            }
            for slug in table.columns
            if slug in site.cards
        ],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": form, "contentUrl": address(config, path, stem + ending)}
            for form, ending in (("text/csv", "csv"), ("application/json", "json"))
        ],
    }
    if config.licence:
        about["license"] = config.licence
    if config.base_url:
        about["url"] = address(config, path, path)
    return json_text(about)


def term_jsonld(site: Site, term: Term, edition: str) -> str:
    """A `DefinedTerm` of the site's glossary."""
    config = site.config
    path = in_edition(config, edition, term_path(term.id))
    shown = {lang: names[0].text for lang, names in term.names.items() if names}
    others = sorted({name.text for names in term.names.values() for name in names} - {chosen(shown, edition)})
    about: Thing = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "name": chosen(shown, edition),
        "termCode": term.id,
        "inDefinedTermSet": address(config, path, in_edition(config, edition, "glossary/index.html")),
    }
    if others:
        about["alternateName"] = others
    if definition := chosen(term.definition, edition):
        about["description"] = definition
    return json_text(about)


def _provenance(article: Article) -> Thing | None:
    """The published text, based on the nearest relay, based on the next one."""
    chain: Thing | None = None
    for relay in reversed(article.relays):
        chain = _work(relay.name, relay.url, relay.published, chain)
    if article.publisher or article.url:
        return _work(article.publisher, article.url, article.published, chain)
    return chain


def _work(publisher: str | None, url: str | None, published: str | None, based_on: Thing | None) -> Thing:
    work: Thing = {"@type": "NewsArticle"}
    if publisher:
        work["publisher"] = _organization(publisher)
    if web_address(url):
        work["url"] = url
    if published:
        work["datePublished"] = published
    if based_on:
        work["isBasedOn"] = based_on
    return work


def _organization(name: str) -> Mapping[str, str]:
    return {"@type": "Organization", "name": name}


def _note(text: str, lang: str | None, by: str | None, date: str | None) -> Thing:
    comment: Thing = {"@type": "Comment", "text": text}
    if lang:
        comment["inLanguage"] = lang
    if by:
        comment["author"] = {"@type": "Person", "name": by}
    if date:
        comment["dateCreated"] = date
    return comment

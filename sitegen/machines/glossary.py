"""The glossary as JSON, for programs."""

from __future__ import annotations

from sitegen.machines.form import json_text
from sitegen.model import Page, Site


def glossary_page(site: Site) -> Page:
    """`glossary/terms.json`: every term with its names and definitions by language and its number of articles."""
    terms = [
        {
            "id": term.id,
            "category": term.category,
            "names": {lang: [name.text for name in names] for lang, names in sorted(term.names.items())},
            "also": list(term.also),
            "definition": dict(sorted(term.definition.items())),
            "sources": list(term.sources),
            "see": list(term.see),
            "articles": len(site.term_index.get(term.id, ())),
            "page": f"{term.id}.html",
        }
        for _, term in sorted(site.terms.items())
    ]
    return Page("glossary/terms.json", (json_text({"terms": terms}) + "\n").encode())

"""`sitegen inspect terms`: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from sitegen.annotate.glossary import compile_glossary
from sitegen.annotate.marking import find_terms
from sitegen.model import Term


def inspect_terms(lines: Iterable[str], terms: Sequence[Term]) -> Iterator[dict[str, object]]:
    """For each line `{id, lang, text, format?, given?}` an object `{id, spans: [{start, end, term}]}`.

    Raises ValueError for a line that is no JSON object with `id`, `lang` and `text`.
    """
    glossary = compile_glossary(terms)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            given = [(each["start"], each["end"], each["term"]) for each in row.get("given", ())]
            marks = find_terms(row["text"], row["lang"], glossary, given=given, format=row.get("format", "plain"))
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ValueError(f"line {number}: needs a JSON object with id, lang and text ({error!r})") from error
        spans = [{"start": mark.span.start, "end": mark.span.end, "term": mark.target} for mark in marks]
        yield {"id": row["id"], "spans": spans}

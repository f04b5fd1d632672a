"""«What was removed»: the capture with every edit shown and explained in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from sitegen.model import Edit
from sitegen.render.catalogue import Catalogue
from sitegen.render.markup import escape, preformatted


@dataclass(slots=True)
class Change:
    """Neighbouring edits of one kind, taken together."""

    kind: str
    start: int
    end: int
    replacement: str


def diff_html(capture: str, edits: Iterable[Edit], t: Catalogue, text_lang: str) -> Markup:
    """The capture as the inside of a `pre`: removed text in `del`, what replaced it in `ins`, the reason after each."""
    language = "" if t.lang == text_lang else f' lang="{t.lang}"'
    labels: dict[str, str] = {}
    out: list[str] = []
    at = 0
    for change in _changes(edits):
        out.append(preformatted(capture[at : change.start], text_lang))
        removed = capture[change.start : change.end]
        if removed:
            out.append(f"<del>{preformatted(removed, text_lang)}</del>")
        if change.replacement:
            out.append(f"<ins>{preformatted(change.replacement, text_lang)}</ins>")
        if change.kind not in labels:
            labels[change.kind] = f"<small{language}>{escape(t.label('kind', change.kind))}</small>"
        out.append(labels[change.kind])
        at = change.end
    out.append(preformatted(capture[at:], text_lang))
    return Markup("".join(out))


def _changes(edits: Iterable[Edit]) -> list[Change]:
    """The edits in order; those of one kind that touch are one change."""
    changes: list[Change] = []
    for edit in edits:
        if edit.kind == "layout":  # line ends and indents, which a reader of the diff would only see as noise
            continue
        last = changes[-1] if changes else None
        if last and last.kind == edit.kind and last.end == edit.span.start:
            last.end = edit.span.end
            last.replacement += edit.replacement
        else:
            changes.append(Change(edit.kind, *edit.span, edit.replacement))
    return changes

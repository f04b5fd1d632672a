"""The cleaning of one capture, from text to blocks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from sitegen.clean.body import column_label, decide, judge
from sitegen.clean.draft import Change, Draft
from sitegen.clean.facts import facts_of
from sitegen.clean.lines import Line, find_cue, read_lines
from sitegen.clean.rules import TEXT_RULES
from sitegen.model import CleanBlock, Cleaned, Edit, Facts, Piece, Span
from sitegen.patterns import late

ROUNDS = 4
"""How often repairing and judging are tried again where they found something."""
FENCE = late(r"(?m)^[ ]{0,3}(```+|~~~+)[^\n`]{0,80}$")


def clean(text: str, *, keep: Sequence[str] = (), drop: Sequence[str] = (), off: Collection[str] = ()) -> Cleaned:
    """The article in a capture: its blocks, all edits that led there, and what the capture says of itself.

    `text` is the capture without front matter. `keep` are literal texts that no rule may touch, `drop` texts that go,
    `off` names of rules that do nothing. The same text always gives the same result; no input raises. Blocks are empty
    only where the capture holds nothing readable.
    """
    draft = Draft(text)
    if drop:
        draft.apply(_dropped(text, drop))
    if "\r" in draft.text:
        draft.apply(_newlines(draft.text))
    links: list[Span] = []
    for _ in range(ROUNDS):  # what one rule uncovers another may find: `[[zh:[[zh:芯片]]]]`
        if not _repair(draft, keep, off, links):
            break
    lines = read_lines(draft.text)
    _mark_code(draft.text, lines)
    if "---" in draft.text:
        _mark_tables(lines)
    if links:
        _mark_links(draft, lines, links)
    title, plain = judge(lines, frozenset(off))
    _keep(lines, keep, title)
    if not plain:
        _settle_again(lines, title, off, keep)
    facts = facts_of(draft, lines, title)
    return _result(draft, lines, facts, title)


def _repair(draft: Draft, keep: Sequence[str], off: Collection[str], links: list[Span]) -> bool:
    """One round of the rules about text; says whether any of them found something."""
    found = False
    for rule in TEXT_RULES:
        if rule.name in off or rule.find is None:
            continue
        changes = list(rule.find(draft.text))
        if not changes:
            continue
        protected = _protected(draft.text, keep)
        if protected:
            changes = _outside(changes, protected)
        if rule.name == "markdown-links":
            text = draft.text
            links += [
                draft.span(a.end, b.start)
                for a, b in pairwise(changes)
                if text[a.start : a.end] == "[" and a.end < b.start
            ]
        found = draft.apply(changes) or found
    return found


def _outside(changes: list[Change], protected: list[Span]) -> list[Change]:
    """The changes that touch no protected span."""
    spans = sorted(protected)
    starts = [span.start for span in spans]
    ends = list(accumulate((span.end for span in spans), max))
    kept = []
    for change in changes:
        place = bisect_left(starts, change.end) - 1
        if place < 0 or ends[place] <= change.start:
            kept.append(change)
    return kept


def _settle_again(lines: list[Line], title: Line | None, off: Collection[str], keep: Sequence[str]) -> None:
    """Judge what was kept once more by itself, so that cleaning the cleaned text changes nothing."""
    if _only_trimmed(lines, title):
        return
    for _ in range(ROUNDS):
        kept = [line for line in lines if not line.fate]
        expected = ([title] if title is not None else []) + kept
        fresh = [_read_again(line, line is title, index, off) for index, line in enumerate(expected)]
        decide(fresh)
        stable = True
        for again, line in zip(fresh, expected, strict=True):
            if line is title or line.kind == "code" or any(text and text in line.text for text in keep):
                continue
            if again.fate:
                line.fate = again.fate
                stable = False
            elif (again.kind, again.level) != (line.kind, line.level):
                line.kind, line.level = again.kind, again.level
                stable = False
        if stable:
            return


def _only_trimmed(lines: list[Line], title: Line | None) -> bool:
    """True where only the headline and a short line or two at the end went, and no line has a cue."""
    kept = [line for line in lines if not line.fate]
    if (
        not kept
        or kept[-1].kind != "paragraph"
        or any(line.cue is not None or line.indent or line.cut for line in lines)
        or any(line.kind == "paragraph" and not line.ends and not line.prose for line in kept)
    ):
        return False
    gone = [line for line in lines if line.fate and line is not title]
    first = title.index + 1 if title is not None else 0
    return len(gone) <= 2 and all(line.index > kept[-1].index for line in gone) and kept[0].index == first


def _read_again(line: Line, is_title: bool, index: int, off: Collection[str]) -> Line:
    """The line as it would be read from the cleaned text; only what could read differently there is read again."""
    if line.kind == "code":
        return replace(line, index=index, indent=0, blank_before=True, fate="", label="")
    if is_title or line.cut or not line.text[0].isalpha() or line.text[0] == "o":
        text = (
            "# " + line.text[column_label(line.text) :].strip()
            if is_title
            else _as_markdown(line.kind, line.level, line.text)
        )
        again = read_lines(text)[0]
        again.index = index
        cue = find_cue(again)
        again.cue = cue if cue is not None and cue.kind not in off else None
        return again
    marker = {"heading": "#" * line.level, "item": "-", "quote": ">"}.get(line.kind, "")
    return Line(
        start=line.start,
        end=line.end,
        outer=line.outer,
        outer_end=line.outer_end,
        indent=0,
        marker=marker,
        text=line.text,
        weight=line.weight,
        ends=line.ends,
        prose=line.prose,
        blank_before=True,
        index=index,
        key=line.key,
        cue=line.cue,
        level=line.level,
    )


def _as_markdown(kind: str, level: int, text: str) -> str:
    marks = {"heading": "#" * level + " ", "item": "- ", "quote": "> "}
    return marks.get(kind, "") + text


def _dropped(text: str, drop: Sequence[str]) -> list[Change]:
    changes = []
    for wanted in drop:
        at = text.find(wanted) if wanted else -1
        while at >= 0:
            changes.append(Change(at, at + len(wanted), "", "drop", "editor-drop"))
            at = text.find(wanted, at + len(wanted))
    return changes


def _newlines(text: str) -> list[Change]:
    return [Change(m.start(), m.end(), "\n", "layout", "layout") for m in re.finditer(r"\r\n?", text)]


def missing_texts(text: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of an editor's `keep` or `drop` texts that the capture does not hold."""
    return tuple(each for each in wanted if each not in text)


def _protected(text: str, keep: Sequence[str]) -> list[Span]:
    spans = []
    if "```" in text or "~~~" in text:
        opened: tuple[int, str] | None = None
        for match in FENCE.finditer(text):
            if opened is None:
                opened = (match.start(), match.group(1))
            elif match.group().strip() == match.group(1) and match.group(1).startswith(opened[1]):
                spans.append(Span(opened[0], match.end()))
                opened = None
    for wanted in keep:
        at = text.find(wanted) if wanted else -1
        while at >= 0:
            spans.append(Span(at, at + len(wanted)))
            at = text.find(wanted, at + len(wanted))
    return spans


def _mark_code(text: str, lines: list[Line]) -> None:
    if "```" not in text and "~~~" not in text:
        return
    spans = _protected(text, ())
    place = 0
    for line in lines:
        while place < len(spans) and spans[place].end <= line.outer:
            place += 1
        if place < len(spans) and spans[place].start <= line.outer:
            line.kind = "code"
            line.start, line.marker = line.outer, ""
            end = text.find("\n", line.start)
            line.end = line.outer_end = len(text) if end < 0 else end
            line.text = text[line.start : line.end]


TABLE_RULE = late(r"\|?\s{0,3}:?-{3,}:?\s{0,3}(?:\|\s{0,3}:?-{3,}:?\s{0,3}){1,30}\|?$")


def _mark_tables(lines: list[Line]) -> None:
    """Tables in Markdown stay as they are: their rows make one block, like code."""
    for index, line in enumerate(lines):
        if "---" not in line.text or not TABLE_RULE.match(line.text) or line.blank_before or not index:
            continue
        start = index - 1
        end = index + 1
        while end < len(lines) and "|" in lines[end].text and not lines[end].blank_before:
            end += 1
        if "|" in lines[start].text:
            for row in lines[start:end]:
                row.kind = "code"


def _mark_links(draft: Draft, lines: list[Line], links: list[Span]) -> None:
    place = 0
    for line in lines:
        source = draft.span(line.start, line.end)
        linked = 0
        while place < len(links) and links[place].end <= source.start:
            place += 1
        at = place
        while at < len(links) and links[at].start < source.end:
            linked += links[at].end - links[at].start
            at += 1
        line.linked = linked / max(1, len(line.text))


def _keep(lines: list[Line], keep: Sequence[str], title: Line | None) -> None:
    for wanted in keep:
        for line in lines:
            if (
                wanted
                and line.fate
                and line is not title
                and (wanted in line.text or (line.text in wanted and line.weight > 2))
            ):
                line.fate = ""
                line.kind = line.kind or "paragraph"


# --- result ------------------------------------------------------------------------------------------------------


def _result(draft: Draft, lines: list[Line], facts: Facts, title: Line | None) -> Cleaned:
    changes: list[Change] = []
    text = draft.text
    groups: list[list[Line]] = []
    for line in lines:
        if line.fate:
            continue
        code = line.kind == "code"
        if code and groups and groups[-1][-1].kind == "code" and _same_block(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    for line in lines:
        if not line.fate:
            if line.start > line.outer and text[line.outer : line.start].strip():
                rule = "duplicate" if line.cut else "layout"
                changes.append(Change(line.outer, line.start, "", rule, rule))
            if line.outer_end > line.end:
                changes.append(Change(line.end, line.outer_end, "", "layout", "layout"))
            continue
        rule = "title" if line is title else "layout" if line.marker == ">" and not line.text else line.fate
        label = column_label(line.text) if line is title else 0
        if label:
            changes.append(Change(line.outer, line.start + label, "", "column", "column-label"))
        changes.append(Change(line.start + label if label else line.outer, line.outer_end, "", rule, rule))
    blocks = []
    edits = draft.edits
    shifts = list(accumulate((edit.span.end - edit.span.start - len(edit.replacement) for edit in edits), initial=0))
    places = [edit.span.start - shift for edit, shift in zip(edits, shifts, strict=False)]
    for group in groups:
        start, end = group[0].start, group[-1].end
        first = bisect_left(places, start)
        pieces = _pieces(edits[first : bisect_left(places, end, first)], shifts[first], start, end)
        blocks.append(CleanBlock(group[0].kind or "paragraph", text[start:end], pieces, group[0].level))
    draft.apply(changes)
    return Cleaned(draft.capture, tuple(blocks), tuple(draft.edits), facts)


def _same_block(group: list[Line], line: Line) -> bool:
    """True where a line belongs to the fence or table before it."""
    if not FENCE.match(group[0].text):
        return not line.blank_before and not FENCE.match(line.text)
    return len(group) == 1 or FENCE.match(group[-1].text) is None or group[-1].text.strip().strip("`~") != ""


def _pieces(edits: Sequence[Edit], shift: int, start: int, end: int) -> tuple[Piece, ...]:
    """How `text[start:end]` maps to the capture: kept stretches and repaired ones, in order.

    `edits` are those inside, `shift` is by how many characters those before have shortened the text.
    """
    pieces: list[Piece] = []
    position = start
    for edit in edits:
        at = edit.span.start - shift
        stop = at + len(edit.replacement)
        if at > position:
            pieces.append(Piece(position - start, at - start, position + shift, at + shift))
        if edit.replacement:
            pieces.append(Piece(at - start, min(stop, end) - start, edit.span.start, edit.span.end))
        position = stop
        shift += (edit.span.end - edit.span.start) - len(edit.replacement)
    if position < end:
        pieces.append(Piece(position - start, end - start, position + shift, end + shift))
    return tuple(pieces)


def cleaned_text(cleaned: Cleaned) -> str:
    """The headline and the blocks as Markdown, joined by blank lines."""
    parts = [f"# {cleaned.facts.title}"] if cleaned.facts.title else []
    return "\n\n".join([*parts, *(_as_markdown(block.kind, block.level, block.text) for block in cleaned.blocks)])


def removed(cleaned: Cleaned) -> list[Edit]:
    """The edits that took something away, without those of mere layout."""
    return [edit for edit in cleaned.edits if not edit.replacement and edit.kind != "layout"]

"""Which lines are the article: the densest run of prose, what stands around it, and the boxes inside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitegen.clean.dates import TIME, find_date
from sitegen.clean.lexicon import Cue, bare, key_of, lexicon
from sitegen.clean.lines import INNER, QUOTE_FIRST, READER, TICKER, Line, find_cue, sentence_count, weigh
from sitegen.patterns import late
from sitegen.text import HAN

END_KINDS = frozenset(("comment-ui", "comment", "forum", "signature", "references", "about"))
"""Sections after which the article does not go on."""


class Verdict(NamedTuple):
    """What judging the lines found."""

    title: Line | None
    plain: bool
    """Nothing but sentences, headings and at most a headline: there was nothing to judge."""


def judge(lines: list[Line], off: Collection[str]) -> Verdict:
    """Set `fate` and `kind` of every line, and find the title."""
    for line in lines:
        if line.kind == "code":
            continue
        cue = find_cue(line)
        if cue is not None and cue.kind not in off and not _heads_text(line, lines, cue):
            line.cue = cue
    _mark_about(lines)
    _mark_tickers(lines)
    return decide(lines)


ABOUT = late(
    r"(?:About|Über|À propos de|A propos de|Acerca de|Sobre|关于|"
    r"關於)\s?(?=[A-ZÄÖÜ\u4e00-\u9fff])(?P<name>[^.,:!?。，：]{2,50})$"
)


def _mark_about(lines: Sequence[Line]) -> None:
    """The paragraph on the company that ends a press release: `About Orchard Memory`, `Orchard Memory makes …`."""
    for line, following in pairwise(lines):
        found = ABOUT.match(line.text) if line.weight <= 12 and line.cue is None and following.prose else None
        if found and found.group("name").strip() in following.text[:80]:
            line.cue = Cue("about", "open", "")


def _mark_tickers(lines: Sequence[Line]) -> None:
    """A security's letters over its price: `AMZN`, `-0.42 (-0.24%)`."""
    for line, price in pairwise(lines):
        if (
            price.cue is not None
            and price.cue.kind == "market-widget"
            and line.cue is None
            and not line.marker
            and TICKER.match(line.text)
        ):
            line.cue = price.cue


def decide(lines: list[Line]) -> Verdict:
    """As `judge`, where the cues have been found already."""
    plain = _plain(lines)
    if plain is not None:
        return plain
    _page_headers(lines)
    form = _read_form(lines)
    calm = False
    if form is not None:
        title, first, last = form
    else:
        indent = main_indent(lines[: _stop(lines)])
        first, last = _core(lines, indent)
        first = _earlier(lines, first, indent)
        if first > last:
            return Verdict(_without_prose(lines), False)
        calm = indent is None and _is_calm(lines, first)
        title = _find_title(lines, first, calm)
        first, last = _region(lines, title, first, last, indent, calm)
    _settle(lines, title, first, last, calm)
    _split_titles(lines, title)
    _drop_repeats(lines, title, calm)
    return Verdict(_rescue(lines, title), False)


def _is_calm(lines: Sequence[Line], first: int) -> bool:
    """True for a capture that is clean but for a line or two: it opens with its headline, and hardly a line has a cue.

    There a short line, a list or a repeated question is the article's own.
    """
    cues = sum(line.cue is not None and bool(line.text) for line in lines)
    return first <= 12 and lines[0].cue is None and (cues <= 1 or cues * 25 <= len(lines))


def _page_headers(lines: Sequence[Line]) -> None:
    """Running heads of print: a line with a wide gap that comes more than once."""
    counts = Counter(line.text for line in lines if "   " in line.text)
    for line in lines:
        if counts.get(line.text, 0) > 1 and not line.ends:
            line.cue = Cue("page-header", "repeat", "")


def _heads_text(line: Line, lines: Sequence[Line], cue: Cue) -> bool:
    """True for a Markdown heading such as `## Hintergrund` over a paragraph: it heads a chapter, not a box."""
    if not line.marker.startswith("##") or cue.kind not in (
        "related",
        "ai-summary",
        "live",
        "topics",
        "navigation",
        "meta",
        "tags",
    ):
        return False
    following = lines[line.index + 1] if line.index + 1 < len(lines) else None
    return following is not None and following.prose and not following.marker


def _signs(line: Line, lines: Sequence[Line]) -> bool:
    """True for a short last line that is no sentence: the name of an agency or author under the article."""
    return (
        line is lines[-1]
        and len(lines) > 3
        and not line.marker
        and not line.ends
        and line.weight <= 12
        and lines[-2].prose
    )


KINDS = {"": "paragraph", "#": "heading", ">": "quote"}
"""Kind of block by the first sign of its marker; any other marks an item of a list."""


def _plain(lines: list[Line]) -> Verdict | None:
    """The quick way for most captures of a kept collection: at most a headline, then sentences and headings."""
    if not lines or not any(line.prose for line in lines):
        return None
    seen: set[str] = set()
    for line in lines:
        if line.kind == "code" and line.index:
            continue
        if line.cue is not None or line.indent or line.text in seen or line.linked > 0.5:
            return None
        if line.marker[:1] == "#":
            if not line.text or (line.index and len(line.marker) == 1):
                return None
        elif (line.marker or line.index) and not line.ends and not _signs(line, lines):
            return None
        seen.add(line.text)
    first = lines[0]
    title: Line | None = None
    if first.marker == "#":
        title = first
    elif first.marker or not first.ends:
        if (
            first.marker
            or len(lines) == 1
            or first.prose
            or not 2 <= first.weight <= 60
            or lines[1].text.startswith(first.text)
        ):
            return None
        title = first
    if lines[-1].marker[:1] == "#" or (title is not None and len(lines) == 1):
        return None
    for line in lines:
        if _signs(line, lines):
            line.fate = "chrome"
        elif line.kind != "code":
            line.kind = KINDS.get(line.marker[:1], "item")
            line.level = min(max(len(line.marker), 2), 3) if line.kind == "heading" else 0
    if title is not None:
        title.fate, title.kind = "title", ""
    return Verdict(title, True)


def main_indent(lines: Sequence[Line]) -> int | None:
    """The indent at which most of the prose stands; None where indent says nothing."""
    mass: Counter[int] = Counter()
    for line in lines:
        if line.prose and line.cue is None and not line.marker:
            mass[line.indent] += min(line.weight, 120)
    if not mass or len({line.indent for line in lines}) < 3:
        return None
    indent, most = mass.most_common(1)[0]
    return indent if most >= 0.4 * sum(mass.values()) else None


def _value(line: Line, indent: int | None, dampened: bool) -> float:
    if line.kind == "code":
        return 10.0
    if line.cue is not None:
        if line.cue.form == "open" and line.cue.kind in END_KINDS:
            return -40.0
        return -9.0 if line.cue.kind in ("footer", "comment-ui", "forum", "ranking", "related") else -6.0
    if line.prose:
        value = float(min(line.weight, 90))
        if indent is not None and line.indent != indent:
            value *= 0.2
        if line.linked > 0.7:
            return -6.0
        if dampened:
            value *= 0.25
        return value
    if line.ends:
        return 2.0 if not dampened else 0.0
    return -4.0 if line.marker or dampened else -3.0


def _core(lines: Sequence[Line], indent: int | None) -> tuple[int, int]:
    """First and last line of the densest run of prose (the run with the greatest sum of values, after Kadane)."""
    best, best_run = 0.0, (0, -1)
    total, start = 0.0, 0
    total_mass = sum(min(line.weight, 90) for line in lines if line.prose and line.cue is None)
    mass = 0.0
    paragraphs = 0
    dampened = False
    for index, line in enumerate(lines):
        if line.cue is not None and line.cue.kind in CLOSING_KINDS and paragraphs >= 3:
            dampened = True
        if line.cue is not None and _ends_article(lines, index):
            if paragraphs >= 3 or mass > 0.4 * total_mass:
                break
            dampened = dampened or mass > 0.15 * total_mass
        value = _value(line, indent, dampened)
        if line.prose and line.cue is None:
            mass += min(line.weight, 90)
            paragraphs += 1
        if total <= 0:
            total, start = value, index
        else:
            total += value
        if total > best and value > 0:
            best, best_run = total, (start, index)
    return best_run


BETWEEN_PARAGRAPHS = frozenset(
    "contents ad caption player meta related ai-summary share live-stamp decor follow newsletter".split()
)


def _earlier(lines: Sequence[Line], first: int, indent: int | None) -> int:
    """The first line of the core, moved up over a table of contents or a player to earlier prose."""
    best = first
    for place in range(first - 1, max(-1, first - 14), -1):
        line = lines[place]
        if line.cue is not None and line.cue.kind not in BETWEEN_PARAGRAPHS:
            break
        if (
            line.cue is None
            and line.prose
            and not line.marker
            and (indent is None or line.indent == indent)
            and line.weight >= 12
        ):
            best = place
    return best


def _stop(lines: Sequence[Line]) -> int:
    """The line at which comments or a ticker begin, after at least three paragraphs; else the number of lines."""
    paragraphs = 0
    for index, line in enumerate(lines):
        if line.prose and line.cue is None:
            paragraphs += 1
        if line.cue is not None and paragraphs >= 3 and _ends_article(lines, index):
            return index
    return len(lines)


CLOSING_KINDS = frozenset(("editor", "tags", "source-note"))
"""What mostly stands under the last paragraph: prose after it counts for little."""
STAMPED = late(r"\W{0,4}\d{1,2}[:h.]\d\d\b")


def _ends_article(lines: Sequence[Line], index: int) -> bool:
    """True for a line after which the article does not go on: comments, replies, a ticker with its times."""
    cue = lines[index].cue
    if cue is None:
        return False
    if cue.kind == "forum" and (
        cue.form == "post" or cue.phrase in ("re:", "re :", "quote:", "zitat von", "originally posted by")
    ):
        return True
    if cue.kind in END_KINDS:
        if cue.phrase == "ago" and cue.form == "pattern":
            return True
        return cue.form in ("open", "reply") or cue.kind == "signature"
    if cue.kind == "live" and cue.form == "open":
        following = lines[index + 1 : index + 12]
        return sum(STAMPED.match(line.text) is not None for line in following) >= 2
    return False


# --- forms -------------------------------------------------------------------------------------------------------


def _read_form(lines: list[Line]) -> tuple[Line | None, int, int] | None:
    """A repost that fills in a form (`原文標題：`, `原文內容：`): its title, and where its body begins and ends."""
    labels = lexicon().labels
    for line in lines:
        text = line.text
        if text[-1:] in ":：" and line.weight <= 12:
            line.label = labels.get(key_of(text), "") or labels.get(bare(key_of(text)), "")
    found = [line for line in lines if line.label]
    body = next((line for line in found if line.label == "form-body"), None)
    if body is None or len({line.label for line in found}) < 2:
        return None
    title: Line | None = None
    first = body.index + 1
    last = len(lines) - 1
    for line in found:
        follower = lines[line.index + 1] if line.index + 1 < len(lines) else None
        if follower is not None and not follower.label and line.index < body.index:
            follower.fate = "meta"
            follower.label = f"{line.label}-value"
            if line.label == "form-title":
                title = follower
        line.fate = "bbs-form"
        if line.index > body.index and line.label != "form-body":
            last = min(last, line.index - 1)
    if title is None:
        title = _labelled_title(lines[: found[0].index])
    for line in lines[first : last + 1]:
        if (
            line.cue is not None
            and line.cue.kind in ("forum", "signature", "decor")
            and (line.cue.form == "reply" or line.text.startswith("--"))
        ):
            last = line.index - 1
            break
    return title, first, last


# --- title -------------------------------------------------------------------------------------------------------


def _find_title(lines: list[Line], first: int, calm: bool) -> Line | None:
    """The headline among the lines before the core; the core's own first line where that is one."""
    counts: Counter[str] = Counter(line.key for line in lines if line.key)
    window = lines[max(0, first - 40) : first + 1]
    echoes = _echoes(lines[max(0, first - 40) : first + 4])
    if first < len(lines):
        # a core may open with its headline where that ends like a sentence, as in `Warum? Darum.`
        window = [*window[:-1], lines[first]]
    best: Line | None = None
    best_score = 0.0
    for line in window:
        score = _title_score(line, lines, first, counts, echoes)
        if calm and line.index == 0 and score > 0 and not line.ends and 3 <= line.weight <= 45:
            score += 4
        if score > best_score:
            best, best_score = line, score
    if best is None or best_score < 5:
        return _labelled_title(lines[: first + 1]) or best
    alone = sum(line.key == best.key for line in lines[: first + 1]) < 2
    if best.index and not best.marker and alone and not _echoed(best, echoes):
        earlier = _first_of_run(best, lines)
        behind = 8 if earlier.weight >= 1.5 * best.weight else 5  # what is much shorter may be the author's name
        if earlier is not best and _title_score(earlier, lines, first, counts, echoes) >= best_score - behind:
            return earlier
    return best


TITLE_LABEL = late(
    r"(?:标题|標題|主题|主題|主旨|题目|題目|Subject|Betreff|Objet|Asunto|Title|Titel|Titre|Título|件名|"
    r"제목)(?:\s*[:：]\s*|\s{1,4})(?=\S)"
)


def _labelled_title(lines: Sequence[Line]) -> Line | None:
    """The line that names the headline, as in the head of a post or a mail: `標題  [新聞] …`; the label is cut off."""
    for line in lines:
        label = TITLE_LABEL.match(line.text) if not line.prose and len(line.text) < 200 else None
        if label and weigh(line.text[label.end() :]) >= 3:
            line.start += label.end()
            line.text = line.text[label.end() :]
            line.weight, line.key = weigh(line.text), key_of(line.text)
            return line
    return None


def _first_of_run(best: Line, lines: Sequence[Line]) -> Line:
    """Of headline-like lines in a row the first is the headline, what follows its standfirst or its author."""
    start = best.index
    while (
        start
        and best.index - start < 3
        and lines[start - 1].cue is None
        and "   " not in lines[start - 1].text
        and not lines[start - 1].marker
        and (not lines[start - 1].ends or lines[start - 1].text[-1] in "?!？！")
        and lines[start - 1].indent == best.indent
        and lines[start - 1].weight <= 60
    ):
        start -= 1
    run = lines[start : best.index + 1]
    widest = max(line.weight for line in run)
    apart = [line.index for line in run[1:] if line.blank_before]
    if apart and any(not line.blank_before for line in lines[1 : best.index + 4]):
        # a blank line where others stand close parts the page's name from the headline, or the headline from the rest
        before = lines[best.index - 1]
        close = max(5, 0.6 * best.weight) <= before.weight <= best.weight
        run = lines[apart[-1] : best.index + 1] if apart[-1] < best.index or not close else [before, best]
    for line in run:
        site = line.index == 0 or (line.index < 4 and any(line.text in other.text for other in lines[line.index + 1 :]))
        if line.weight >= max(5, 0.45 * widest) and (not site or line is best):
            return line
    return best


SITE_CUT = late(r"\s+[|｜–—·»›>-]+\s+|\s*[|｜_]\s*|(?<=\w)[>›](?=\w)")


def _echoes(lines: Sequence[Line]) -> dict[str, int]:
    """The parts of a page's head that a path or a site's name joins, and where each stands first.

    A headline among them is printed once more.
    """
    parts: dict[str, int] = {}
    for line in lines:
        if 6 <= len(line.text) <= 240 and SITE_CUT.search(line.text):
            for part in SITE_CUT.split(line.text):
                if len(part) + 2 > len(line.text):
                    continue
                parts.setdefault(bare(key_of(part[column_label(part) :])).replace(" ", ""), line.index)
    return parts


def _echoed(line: Line, echoes: Mapping[str, int]) -> bool:
    if not echoes or line.weight < 4:
        return False
    return echoes.get(bare(line.key).replace(" ", ""), line.index + 2) <= line.index + 1


COMPANY = late(r"(?:GmbH|AG|KG|Inc\.?|Ltd\.?|LLC|Corp\.?|PLC|S\.A\.|有限公司|株式会社)$")
HAN_FIRST = late(f"\\W*[{HAN}]")


def _title_score(
    line: Line, lines: Sequence[Line], first: int, counts: Counter[str], echoes: Mapping[str, int]
) -> float:
    if line.cue is not None and not (line.cue.kind in ("column",) or line.marker == "#"):
        return 0.0
    opens = first < len(lines) and line.index != first and bool(line.text) and lines[first].text.startswith(line.text)
    if opens and any(other.cue is None and other.weight >= 5 for other in lines[line.index + 1 : first]):
        opens = False  # the name of who speaks, over the headline
    if line.kind == "code" or not line.text or (line.weight < 2 and not opens) or line.weight > 60:
        return 0.0
    score = 4.0
    if line.marker == "#":
        score += 12
    elif line.marker.startswith("##"):
        score += 5
    elif line.marker:
        score -= 4
    repeats = counts[line.key]
    if repeats > 1 and not line.marker:
        near = any(other.key == line.key for other in lines[max(0, line.index - 8) : line.index])
        following = lines[line.index + 1] if line.index + 1 < len(lines) else None
        dated = (
            following is not None and following.cue is not None and following.cue.kind == "meta" and line.weight >= 3
        )
        long = line.weight >= (10 if HAN_FIRST.match(line.text) else 6)
        score += 6 if near else 4 if long else 3 if dated else -1
    if line.ends:
        score -= 7 if line.text[-1] not in "?!？！" and not _whole_quote(line.text) else 0.5
        if (
            line.prose
            and not _whole_quote(line.text)
            and not line.marker
            and (line.text[-1] not in "?!？！" or line.index == first)
        ):
            return 0.0
    if (find_date(line.text) and TIME.search(line.text)) or "   " in line.text:
        score -= 6
    followers = lines[line.index + 1 : line.index + 4]
    if followers and followers[0].cue is None and followers[0].ends and 8 <= followers[0].weight <= 50:
        score += 2.5
    before = lines[line.index - 1] if line.index else None
    if before is not None and before.cue is None and before.ends and before.weight >= 8:
        score -= 2
    if (
        followers
        and followers[0].cue is not None
        and followers[0].cue.kind in ("navigation", "breadcrumb", "language-bar")
    ):
        score -= 3
    if COMPANY.search(line.text):
        score -= 4
    if opens:  # the text begins with its subject, as in an encyclopedia
        score += 5
    if 5 <= line.weight <= 40 or (line.weight == 4 and len(line.text) > 12):
        # seven ideographs are as soon the name of an office or a column as a headline
        score += 3 if line.weight > 7 or not HAN_FIRST.match(line.text) else 1.5
    elif line.weight < 3:
        score -= 2.5
    if line.index == 0 and not line.marker and repeats < 2 and first > 2:
        score -= 2
    distance = first - line.index
    score -= 0.16 * distance
    if line.index == first and not line.marker:
        score -= 3
    for place, other in enumerate(followers):
        if other.cue is not None:
            kind = other.cue.kind
            score += 4 - place if kind in ("meta", "forum") else 1 if kind in ("share", "caption", "player") else 0
            if kind in ("meta", "forum", "navigation", "breadcrumb", "language-bar"):
                break
    if any(
        other.cue is not None and other.cue.form == "open" and other.cue.kind in BOXES
        for other in lines[max(0, line.index - 6) : line.index]
    ):
        score -= 5
    if line.linked > 0.8 and line.marker != "#":
        score -= 2
    if not line.marker and _echoed(line, echoes):
        score += 6
    if (
        line.index
        and line.weight >= 4
        and lines[line.index - 1].cue is not None
        and lines[line.index - 1].cue.kind in ("meta", "breadcrumb", "forum")  # type: ignore[union-attr]
        and followers
        and followers[0].cue is None
    ):
        score += 2
    return score


def _whole_quote(text: str) -> bool:
    return text[0] in '„“"「『«' and text[-1] in '“”"」』»'


# --- region ------------------------------------------------------------------------------------------------------


def _region(
    lines: list[Line], title: Line | None, first: int, last: int, indent: int | None, calm: bool
) -> tuple[int, int]:
    """Where the article begins and ends: the core, with a standfirst before it and short last lines after it."""
    begin = title.index + 1 if title is not None else first
    if title is not None:
        same = [line.index for line in lines[: first + 1] if line.key and line.key == title.key]
        begin = max([begin, *(index + 1 for index in same)])
    else:
        while (
            begin > 0
            and lines[begin - 1].cue is None
            and lines[begin - 1].ends
            and lines[begin - 1].indent == lines[first].indent
        ):
            begin -= 1
    end = last
    while end + 1 < len(lines):
        line = lines[end + 1]
        if line.cue is not None and line.cue.kind in INTERRUPTIONS and line.cue.form != "open" and end + 2 < len(lines):
            over = end + 2
            while over < min(end + 4, len(lines) - 1) and _interrupts(lines[over]):
                over += 1
            after = lines[over]
            if (
                after.cue is None
                and after.ends
                and after.weight >= 6
                and after.text[-1] in ".。”」»"
                and after.indent == lines[last].indent
                and not after.marker
            ):
                end = over
                continue
        if line.cue is None and line.ends and line.text[-1:] not in ":：" and (indent is None or line.indent == indent):
            end += 1
        else:
            break
    end = _over_small_box(lines, _over_box(lines, end))
    for line in lines[end + 1 : end + 9]:
        if (
            line.cue is None
            and line.ends
            and SIGNED_END.search(line.text[-60:])
            and (line.indent == lines[last].indent)
        ):
            end = line.index
            break
    if indent is None:
        end = _marked_end(lines, end)
        tail = lines[end + 1 :]
        if tail and all(line.cue is None or not line.text for line in tail):
            ended = [line.index for line in tail if line.ends or line.marker or line.kind == "code"]
            end = max([end, *ended])
        if calm:
            place = end + 1
            while place < len(lines) and lines[place].cue is None:
                place += 1
            if place - end > 3 or (place > end + 1 and lines[place - 1].weight >= 20):  # two short lines may sign
                end = place - 1
    return begin, end


def _over_box(lines: Sequence[Line], end: int) -> int:
    """The last paragraph behind a small box: one line that opens it, a few short lines, then several sentences."""
    place = end + 1
    if place >= len(lines) or lines[place].cue is None or lines[place].cue.kind not in INTERRUPTIONS:  # type: ignore[union-attr]
        return end
    place += 1
    while place < min(len(lines), end + 6) and lines[place].cue is None and not lines[place].prose:
        place += 1
    if place == end + 2 or place >= len(lines):
        return end
    line = lines[place]
    following = lines[place + 1 : place + 3]
    teasers = len(following) == 2 and following[0].cue is None and not following[0].ends and following[1].prose
    if (
        line.cue is None
        and line.prose
        and not line.marker
        and line.indent == lines[end].indent
        and line.linked < 0.5
        and 9 <= line.weight <= 80
        and sentence_count(line.text) >= 2
        and not teasers
    ):
        return place
    return end


PASSING = frozenset("newsletter ad player paywall follow caption cookie share poll".split())


def _over_small_box(lines: Sequence[Line], end: int) -> int:
    """The last of two or more sentences behind a box for newsletters or the like, where paragraphs stand apart."""
    place = end + 1
    boxed = False
    while place < min(len(lines), end + 9):
        line = lines[place]
        if line.cue is not None and line.cue.kind not in PASSING:
            break
        boxed = boxed or line.cue is not None
        if boxed and line.cue is None and line.ends and line.blank_before and line.weight >= 6:
            stop = place
            while stop < len(lines) and _sentence(lines[stop]) and lines[stop].blank_before:
                stop += 1
            return stop - 1 if stop - place >= 2 and not any(map(_addresses, lines[place:stop])) else end
        place += 1
    return end


def _sentence(line: Line) -> bool:
    return line.cue is None and line.ends and not line.marker and line.weight >= 6 and line.linked < 0.5


SIGNED_END = late(
    r"[.!?“”»\"’]\s?\((?:[A-Za-zÄÖÜäöü]{2,5}[/,] ?){0,3}"
    r"(?:dpa|AFP|afp|Reuters|rtr|AP|ap|SID|sid|epd|KNA|APA|SDA|sda|EFE|ANSA)\)$|"
    r"[。！？”」][（(](?:完|完毕|编辑|編輯|责编|編集|記者)[^()（）]{0,20}[)）]\d{0,8}$"
)
"""An agency's letters or an editor's name behind a sentence: the article ends with it."""


def _interrupts(line: Line) -> bool:
    return line.cue is not None and line.cue.kind in INTERRUPTIONS and line.cue.form != "open"


def _marked_end(lines: Sequence[Line], end: int) -> int:
    """The last line of headings, items and quotes that an editor's own Markdown sets right after the core."""
    place = end + 1
    best = end
    while place < len(lines):
        line = lines[place]
        bare_mark = not line.text and line.marker == ">"
        if (line.cue is not None and not bare_mark) or line.linked > 0.5:
            break
        introduced = lines[place - 1].text[-1:] in ":：" or lines[place - 1].marker[:1] == "#"
        if line.marker[:1] in ("#", ">") or (line.marker and (introduced or lines[place - 1].marker == line.marker)):
            if line.marker[0] != "#":
                best = place
        elif line.ends:
            best = place
        else:
            break
        place += 1
    return best


INTERRUPTIONS = frozenset(("ad", "newsletter", "caption", "related", "player", "paywall"))
"""What stands between paragraphs as a single line: a short paragraph right after it may still be the article's last."""
BOXES = frozenset(
    "contents related ranking topics ad newsletter player live ai-summary tags promo author-box contact "
    "follow media cookie paywall navigation".split()
)


def _settle(lines: list[Line], title: Line | None, first: int, last: int, calm: bool) -> None:
    """Decide each line: outside the region it goes; inside, what has a cue or stands in a box goes."""
    indent = main_indent(lines[: last + 1])
    _mark_boxes(lines, first, last, indent)
    _mark_contents(lines, first, last)
    _mark_captions(lines, first, last)
    _mark_polls(lines, first, last)
    _mark_people(lines, first, last)
    _mark_foreign(lines, first, last)
    _mark_posts(lines, first, last)
    _mark_blocks(lines, first, last)
    before: str = "navigation"
    for line in lines:
        if line is title:
            line.fate = line.fate or "title"
            continue
        if line.fate or line.kind == "code":
            continue
        if line.cue is not None:
            line.fate = line.cue.kind
            if line.cue.kind in ("related", "ranking", "comment-ui", "footer", "topics", "ad", "live"):
                before = line.cue.kind
        elif not first <= line.index <= last:
            line.fate = _outside(line, title, first, before)
    _shape(lines, title, first, last, indent, calm)


def _outside(line: Line, title: Line | None, first: int, section: str) -> str:
    if title is not None and line.key == title.key:
        return "duplicate"
    if line.index < first:
        if title is not None and line.index > title.index:
            return "meta"
        if title is not None and title.index - line.index <= 2 and line.weight <= 6:
            return "kicker"
        return "navigation"
    return section if section != "navigation" else "chrome"


SHORT_BOXES = frozenset("ad newsletter player follow paywall cookie navigation".split())
"""Boxes of a few lines; what else follows is not theirs."""


def _goes_on(line: Line) -> bool:
    """True for a line with which the article may go on after a box: prose, or a short sentence that is no teaser."""
    return line.prose or (line.ends and line.text[-1] not in "?？!！…" and not line.marker)


def _closed_soon(lines: Sequence[Line], position: int, last: int) -> bool:
    """True where a few short lines stand up to a line with a cue: points of a summary, not the article."""
    for line in lines[position : min(position + 5, last + 1)]:
        if line.cue is not None:
            return line.cue.form == "open" or line.cue.kind in ("share", "player", "ad", "related", "market-widget")
        if line.weight > 25 or line.blank_before:
            return False
    return False


def _mark_boxes(lines: list[Line], first: int, last: int, indent: int | None) -> None:
    """Boxes inside the region: an opening line and what belongs to it, up to where the article goes on."""
    index = first
    while index <= last:
        line = lines[index]
        cue = line.cue
        if cue is None or line.fate or cue.kind not in BOXES or cue.form not in ("open", "line"):
            index += 1
            continue
        if cue.form == "line" and cue.kind not in ("tags", "related", "ranking"):
            index += 1
            continue
        position = index + 1
        bullets = position <= last and bool(lines[position].marker)
        touching = position <= last and not lines[position].blank_before and _spaced(lines, first, last)
        taken = 0
        while position <= last:
            member = lines[position]
            if member.cue is not None and not member.prose:
                if member.cue.form == "open":
                    break
                position += 1
                continue
            if member.kind == "code" or (member.marker and member.marker[0] == "#"):
                break
            if touching:
                if member.blank_before:
                    break
            elif cue.kind == "contents" and not (member.marker or member.text[0].isdigit()):
                break
            elif (bullets and member.marker) or (indent is not None and member.indent != indent):
                pass
            elif cue.kind == "ai-summary":
                if _closed_soon(lines, position, last) and taken < 6:
                    pass
                elif taken or bullets or touching or index > first + (last - first) // 3:
                    break
            elif member.prose and not member.blank_before and position > index + 1 and _spaced(lines, first, last):
                pass  # a teaser's text under its headline
            elif _goes_on(member) or (taken >= 3 and cue.kind in SHORT_BOXES):
                break
            elif (
                not member.ends
                and _heads(lines, position, last)
                and taken >= 2
                and not member.marker
                and _spaced(lines, first, last)
            ):
                pass
            member.fate = cue.kind
            taken += 1
            position += 1
        index = position


def _mark_captions(lines: Sequence[Line], first: int, last: int) -> None:
    """The line over a bare photo credit is its caption, where it stands before the first longer paragraph."""
    for index in range(first, last):
        line, credit = lines[index], lines[index + 1]
        if line.prose and line.weight > 25:
            return
        if credit.cue is None or credit.cue.kind != "caption" or credit.weight > 10 or line.cue is not None:
            continue
        if line.weight <= (25 if not line.prose else 18) and sentence_count(line.text) <= 1:
            line.fate = "caption"


def _mark_polls(lines: Sequence[Line], first: int, last: int) -> None:
    """The question over the answers of a poll goes with them."""
    for line, answers in zip(lines[first:last], lines[first + 1 : last + 1], strict=False):
        if (
            answers.cue is not None
            and answers.cue.kind == "poll"
            and not answers.blank_before
            and line.text[-1] in "?？"
        ):
            line.fate = "poll"


def _mark_posts(lines: Sequence[Line], first: int, last: int) -> None:
    """An embedded post: from the line with its author's handle to the line with its time."""
    for index in range(first, last + 1):
        cue = lines[index].cue
        if cue is None or cue.kind != "social":
            continue
        if (
            index > first
            and lines[index - 1].cue is None
            and lines[index - 1].weight <= 5
            and not lines[index].blank_before
            and not lines[index - 1].ends
        ):
            lines[index - 1].fate = "social"
        following = lines[index + 1 : index + 5]
        dated = next(
            (
                place
                for place, line in enumerate(following)
                if line.cue is not None and line.cue.kind in ("meta", "comment", "live-stamp")
            ),
            None,
        )
        for place, line in enumerate(following):
            if (dated is not None and place < dated) or (dated is None and not line.blank_before and line.cue is None):
                line.fate = "social"
            else:
                break


def _addresses(line: Line) -> bool:
    """True where a line speaks to the reader, as boxes do."""
    return READER.search(line.text) is not None


BLOCKY = frozenset("newsletter paywall follow cookie player author-box contact promo poll".split())


def _mark_blocks(lines: Sequence[Line], first: int, last: int) -> None:
    """Where paragraphs stand apart, lines that touch a newsletter's or a paywall's line belong to its box."""
    if not _spaced(lines, first, last):
        return
    index = first
    while index <= last:
        end = index + 1
        while end <= last and not lines[end].blank_before:
            end += 1
        block = lines[index:end]
        boxed = next((line.cue.kind for line in block if line.cue is not None and line.cue.kind in BLOCKY), None)
        if boxed and len(block) > 1 and all(line.weight <= 45 for line in block if line.cue is None):
            for line in block:
                if (
                    line.cue is None
                    and not line.fate
                    and not (line.prose and line.weight >= 25 and not _addresses(line))
                ):
                    line.fate = boxed
        index = end


SELF = late(
    r"(?P<name>[A-ZÄÖÜÉ][\w.’'-]+(?: [A-ZÄÖÜÉ][\w.’'-]*){1,3}),? (?:is|was|ist|war|est|es|writes|covers|"
    r"schreibt|berichtet|reports|leitet|teaches|works|arbeitet) "
)
PERSON = late(
    r"[A-ZÄÖÜ][\w.’'-]+(?: [A-ZÄÖÜ][\w.’'-]+){1,3}(?:, \d{2},| \(\d{2}\)) (?:ist|war|leitet|arbeitet|lebt|"
    r"lehrt|is|was|works|leads|teaches|heads|est|dirige|es) "
)


BYLINE_SIGN = late(r"作者|記者|记者|撰文|文[:：/／]|\b(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|Autor|Author|Auteur)\b|기자")


def _mark_people(lines: Sequence[Line], first: int, last: int) -> None:
    """Who the author or the interviewee is, at the end: `Aron Feld, 51, leitet das Institut …`."""
    named = [line.text for line in lines[: first + 4] if line.cue is not None and line.cue.kind == "meta"]
    head = [line for line in lines[:first] if line.weight <= 24]
    for line in lines[max(first + 2, last - 3) : last + 1]:
        if (
            line.cue is None
            and not line.ends
            and not line.marker
            and 2 <= line.weight <= 12
            and any(
                line.text == other.text or (line.text in other.text and BYLINE_SIGN.search(other.text))
                for other in head
            )
        ):
            for box in lines[line.index : last + 1]:
                box.fate = box.fate or "author-box"
            break
    for line in lines[max(first + 2, last - 4) : last + 1]:
        if line.weight > 60 or line.cue is not None:
            continue
        author = SELF.match(line.text)
        if PERSON.match(line.text) or (author and any(author.group("name") in text for text in named)):
            line.fate = "author-box"


SCRIPTS = (
    late("[A-Za-zÀ-ɏ]+"),
    late(f"[{HAN}\u3040-\u30ff]+"),
    late("[\uac00-\ud7a3]+"),
    late("[\u0400-\u04ff]+"),
)
"""Latin, Chinese and Japanese, Korean, Cyrillic."""


def _mark_foreign(lines: Sequence[Line], first: int, last: int) -> None:
    """Lines that a translation left in the language it was made from: of another script than nearly all of the text."""
    inside = [
        line
        for line in lines[first : last + 1]
        if line.cue is None and not line.fate and line.kind != "code" and line.marker != "#"
    ]
    prose = [line for line in inside if line.prose]
    if len(prose) < 3:
        return
    sample = "".join(line.text[:200] for line in prose[:5])
    latin, han, hangul, cyrillic = (script.findall(sample) for script in SCRIPTS)
    counts = [len(latin), sum(map(len, han)), sum(map(len, hangul)), len(cyrillic)]  # words or characters
    main = max(range(len(SCRIPTS)), key=lambda script: counts[script])
    if counts[main] < 0.8 * sum(counts):
        return
    for line in inside:
        if (
            SCRIPTS[main].search(line.text) is None
            and (5 if main else 3) <= line.weight <= 60
            and line.text[0] not in QUOTE_FIRST
        ):
            line.fate = "source-language"


def _spaced(lines: Sequence[Line], first: int, last: int) -> bool:
    """True where most paragraphs of the region have a blank line before them."""
    prose = [line for line in lines[first : last + 1] if line.prose]
    return sum(line.blank_before for line in prose) * 2 > len(prose)


def _heads(lines: Sequence[Line], position: int, last: int) -> bool:
    return position < last and lines[position + 1].prose


def _shape(lines: list[Line], title: Line | None, first: int, last: int, indent: int | None, calm: bool) -> None:
    """Give each kept line its kind of block; short lines that head nothing go."""
    kept = [line for line in lines[first : last + 1] if not line.fate]
    calm = calm or (indent is None and all(line.cue is None or not line.text for line in lines[first : last + 1]))
    before: Line | None = None
    for place, line in enumerate(kept):
        if place and not kept[place - 1].fate:
            before = kept[place - 1]
        if line.kind == "code":
            continue
        after = kept[place + 1] if place + 1 < len(kept) else None
        marker = line.marker
        if marker.startswith("#"):
            line.kind, line.level = "heading", 2 if len(marker) <= 2 else 3
        elif marker == ">":
            line.kind = "quote"
        elif marker and _numbered_heading(line, before, after):
            line.start, line.text = line.end - len(marker) - 1 - len(line.text), f"{marker} {line.text}"
            line.kind, line.level, line.marker = "heading", 2, ""
        elif marker:
            if indent is not None and line.indent != indent and not line.prose:
                line.fate = "related"
            elif line.linked > 0.8 and not line.ends:
                line.fate = "navigation"
            else:
                line.kind = "item"
        elif line.prose or line.ends:
            if indent is not None and line.indent != indent and not line.prose and before is not None:
                line.fate = "related"
            else:
                line.kind = "paragraph"
        elif indent is not None and line.indent != indent:
            line.fate = "related"
        elif title is not None and line.index == title.index + 1 and line.text[:2] in ("——", "--", "──"):
            line.fate = "kicker"
        elif before is None and title is not None and line.index == title.index + 1 and line.weight >= 8:
            line.kind = "paragraph"
        elif (before is None or place <= 2) and title is not None and line.weight <= 6 and _beside_cue(line, lines):
            line.fate = "meta"
        elif (
            line.text[-1] in "，,、；;—–"
            or line.text[0] in QUOTE_FIRST
            or (line.weight > 30 and INNER.search(line.text))
        ):
            line.kind = "paragraph"
        elif (
            after is not None
            and line.weight <= 40
            and line.text[-1] != "#"
            and (after.prose or after.ends or after.marker)
            and (indent is None or after.indent == indent or after.marker)
        ):
            line.kind, line.level = "heading", 2
        elif before is not None and (
            (line.weight >= 12 and (after is not None or line.weight >= 25))
            or (calm and (after is not None or (before.kind == "paragraph" and not before.ends)))
        ):
            line.kind = "paragraph"
        else:
            line.fate = "chrome"
    _fix_first(kept)
    _question_headings(kept)


def _numbered_heading(line: Line, before: Line | None, after: Line | None) -> bool:
    """True for a numbered line that stands alone over a paragraph: `2. How long does it take?`"""
    return (
        line.marker[0].isdigit()
        and line.start - line.outer - line.indent == len(line.marker) + 1
        and line.weight <= 20
        and (not line.ends or line.text[-1] in "?？")
        and line.linked < 0.5
        and after is not None
        and not after.marker
        and (after.prose or after.ends)
        and (before is None or not before.marker or before.marker[:1] == "#")
    )


def _mark_contents(lines: Sequence[Line], first: int, last: int) -> None:
    """A list of what follows: items early in the article all of which come again later, as headings."""
    start = first
    while start <= last and not lines[start].marker[:1].isdigit() and lines[start].marker not in ("-", "*", "•", "+"):
        start += 1
        if start > first + 8:
            return
    end = start
    while end <= last and lines[end].marker and lines[end].marker[0] != "#":
        end += 1
    items = lines[start:end]
    if len(items) < 2:
        return
    later = {line.key or key_of(line.text) for line in lines[end : last + 1]}
    if all((line.key or key_of(line.text)) in later for line in items):
        for line in items:
            line.fate = "contents"
        if start > first and not lines[start - 1].ends and lines[start - 1].weight <= 6:
            lines[start - 1].fate = "contents"


def _beside_cue(line: Line, lines: Sequence[Line]) -> bool:
    """True where the line before or after has a cue: among such lines, a short one is one of them."""
    beside = [lines[place] for place in (line.index - 1, line.index + 1) if 0 <= place < len(lines)]
    return any(
        other.cue is not None and other.cue.kind in ("meta", "forum", "share", "caption", "player") for other in beside
    )


def _question_headings(kept: list[Line]) -> None:
    """A short question between paragraphs is a heading where the article has other headings; else a paragraph."""
    if sum(line.kind == "heading" for line in kept) < 2:
        return
    for before, line, after in zip(kept, kept[1:], kept[2:], strict=False):
        if (
            line.kind == "paragraph"
            and line.weight <= 12
            and line.text[-1] in "?？"
            and before.prose
            and after.prose
            and INNER.search(line.text) is None
        ):
            line.kind, line.level = "heading", 2


def _fix_first(kept: list[Line]) -> None:
    """A short line between the headline and the first paragraph heads nothing: it is a kicker or a column's name."""
    for line in kept:
        if line.fate:
            continue
        if line.kind == "heading" and not line.marker and line.weight <= 3:
            line.fate = "kicker"
            line.kind = ""
            continue
        break


def _split_titles(lines: Sequence[Line], title: Line | None) -> None:
    """A headline set once more straight before the first words of a paragraph is cut off there."""
    if title is None or title.weight < 5:
        return
    for line in lines:
        if line.fate or line is title or len(line.text) < len(title.text) + 10 or not line.text.startswith(title.text):
            continue
        rest = line.text[len(title.text) :].lstrip(" \u3000:：|-–—")
        line.start = line.end - len(rest)
        line.text, line.weight, line.key, line.cut = rest, weigh(rest), "", True


# --- repeats -----------------------------------------------------------------------------------------------------


REPEATED = 30
"""Weight from which a repeated line is a copy also in a clean capture; shorter ones may be asked or said again."""
LETTERS = late(r"[\W_]+")
CLAUSE = late(r"[^\w\s]+")
SHORTEST_CLAUSE = 5
"""Shorter ones say nothing about where they are from."""
WINDOW = 8
"""Ideographs that are looked up at a time, where a line may repeat others in part; of other letters twice as many."""
LONGEST_SEARCH = 300_000_000
"""Lines times letters up to which short lines are looked for inside longer ones."""


def _drop_repeats(lines: list[Line], title: Line | None, calm: bool) -> None:
    """Repeated titles and paragraphs, exact and near, and short lines that a paragraph holds already."""
    kept = [line for line in lines if not line.fate and line.kind != "code"]
    letters = [LETTERS.sub("", line.text).casefold() for line in kept]
    seen: dict[str, Line] = {}
    if title is not None:
        seen[LETTERS.sub("", title.text).casefold()] = title
    enough = REPEATED if calm else 6
    for line, key in zip(kept, letters, strict=True):
        earlier = seen.setdefault(key, line) if key else line
        if (
            earlier is not line
            and (line.weight >= enough or earlier is title or (line.weight >= 6 and line.index - earlier.index == 1))
            and (line.marker[:1] != "#" or earlier is title)
            and not (
                line.text[-1] in "?？" and line.weight < 20 and earlier is not title and line.index - earlier.index > 1
            )
        ):
            line.fate = "duplicate"
    _drop_near(kept)
    pairs = [(line, key) for line, key in zip(kept, letters, strict=True) if not line.fate]
    joined = "\n".join(key for _, key in pairs)
    if len(pairs) < 2 or len(pairs) * len(joined) > LONGEST_SEARCH:
        return
    alike = Counter(key for _, key in pairs)
    for line, key in pairs[:2]:
        if (
            line.weight >= 12
            and len(pairs) > 3
            and line.kind != "item"
            and line.marker[:1] != "#"
            and _echo(key, joined) >= 0.75
        ):
            line.fate = "duplicate-lede"
            joined = joined.replace(key, "", 1)
    for line, key in pairs:
        if line.fate or line.kind == "item" or line.weight < 7 or line.marker[:1] == "#":
            continue
        quoted = line.text[0] in QUOTE_FIRST
        whole = (
            line.weight < 60 and (quoted or (line.kind != "heading" and not calm)) and joined.count(key) > alike[key]
        )
        if whole or (quoted and line.weight < 40 and _echo(key, joined) >= 0.6):
            line.fate = "pull-quote"


def _echo(key: str, joined: str) -> float:
    """Share of a line's letters that stand elsewhere too, a few at a time."""
    size = WINDOW if HAN_FIRST.match(key) else 2 * WINDOW
    windows = [key[i : i + size] for i in range(0, max(1, len(key) - size + 1), size)]
    return sum(joined.count(window) > 1 for window in windows) / len(windows)


def _drop_near(kept: Sequence[Line]) -> None:
    """The later of two paragraphs that share four fifths of their clauses, by length."""
    owner: dict[str, int] = {}
    clauses_of: dict[int, list[str]] = {}
    for place, line in enumerate(kept):
        if line.fate or line.weight < 15:
            continue
        clauses = clauses_of[place] = CLAUSE.split(line.text)
        told = owner.keys() & clauses
        owner.update(dict.fromkeys(set(clauses) - told, place))
        shared: dict[int, int] = {}
        for clause in clauses if told else ():
            if clause in told and len(clause) >= SHORTEST_CLAUSE:
                shared[owner[clause]] = shared.get(owner[clause], 0) + len(clause)
        enough = 0.8 * _size(clauses) if shared else 0
        for other, size in shared.items():
            if size >= enough and size >= 0.7 * _size(clauses_of[other]):
                line.fate = "duplicate"


def _size(clauses: Iterable[str]) -> int:
    return sum(len(clause) for clause in clauses if len(clause) >= SHORTEST_CLAUSE)


# --- nothing left ------------------------------------------------------------------------------------------------


def _without_prose(lines: list[Line]) -> Line | None:
    """A capture without a sentence: whatever no cue speaks against stays."""
    title = next((line for line in lines if line.marker == "#" and line.cue is None), None)
    for line in lines:
        if line is title:
            line.fate = "title"
        elif line.cue is not None:
            line.fate = line.cue.kind
        elif line.kind != "code":
            line.kind = "heading" if line.marker.startswith("#") else "item" if line.marker else "paragraph"
            line.level = min(max(len(line.marker), 2), 3) if line.kind == "heading" else 0
    if title is not None and all(line.fate for line in lines):
        title.fate, title.kind = "", "paragraph"
        title = None
    return _rescue(lines, title)


def _rescue(lines: list[Line], title: Line | None) -> Line | None:
    """The title; where every other line would go, the readable ones without a cue stay, or else all readable ones."""
    if any(not line.fate for line in lines):
        return title
    for weak in (True, False):
        for line in lines:
            readable = line.weight >= 1 and line is not title and line.fate != "duplicate"
            if readable and (line.cue is None) is weak:
                line.fate, line.kind = "", "paragraph"
        if any(not line.fate for line in lines):
            return title
    if title is not None:
        title.fate, title.kind = "", "paragraph"
    return None


def column_label(text: str) -> int:
    """Length of a label before a headline, such as `【王某專欄】` or `[转帖] `; 0 where there is none."""
    closers = {"【": "】", "[": "]", "［": "］", "〔": "〕"}
    if not text or text[0] not in closers:
        return 0
    end = text.find(closers[text[0]])
    if end < 0 or end > 16:
        return 0
    inside = key_of(text[1:end])
    if not inside or text[0] in QUOTE_FIRST:
        return 0
    rest = text[end + 1 :]
    if weigh(rest) < 3:
        return 0
    labels = lexicon().columns
    if text[0] == "[" and end <= 7 and text[end + 1 : end + 2] == " " and not any(c.isdigit() for c in inside):
        return len(text) - len(rest.lstrip())
    if text[0] == "【" or inside.endswith(labels) or inside in labels:
        return len(text) - len(rest.lstrip())
    return 0


__all__ = ["Cue", "column_label", "judge", "main_indent"]

"""Marking glossary terms: by rule, by word border, in blocks, on pages; and how good it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from sitegen.annotate import (
    Glossary,
    annotate_blocks,
    borders_doubtful,
    compile_glossary,
    find_terms,
    glossary_problems,
    inspect_terms,
    shown_marks,
)
from sitegen.load import read_glossary
from sitegen.model import Block, Mark, MarkKind, Name, Span, Term
from tests.shared import score, shared

CASES = Path(__file__).parent / "cases" / "annotate"
MARKED = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")


@cache
def glossary(path: Path = CASES / "glossary.yaml") -> Glossary:
    terms, problems = read_glossary(path.name, path.read_text(encoding="utf-8"))
    assert not problems
    return compile_glossary(terms)


def marked(text: str, marks: Sequence[Mark]) -> str:
    """The text with `⟦name|term⟧` around each mark."""
    for mark in reversed(marks):
        start, end = mark.span
        text = f"{text[:start]}⟦{text[start:end]}|{mark.target}⟧{text[end:]}"
    return text


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    for _, title, text, expected in read_fixture_file(CASES / name):
        yield title, text.rstrip("\n"), expected.rstrip("\n")


@pytest.mark.parametrize(("title", "text", "expected"), list(cases("rules.md")))
def test_each_rule(title: str, text: str, expected: str) -> None:
    lang, _, rest = title.partition(" ")
    form = "markdown" if rest.startswith("markdown") else "plain"
    assert marked(text, find_terms(text, lang, glossary(), format=form)) == expected


@pytest.mark.parametrize(("title", "text", "expected"), list(cases("word-borders.md")))
def test_names_are_not_cut_out_of_chinese_words(title: str, text: str, expected: str) -> None:
    pairs = list(zip(text.split("\n"), expected.split("\n"), strict=True))
    wrong = [want for line, want in pairs if marked(line, find_terms(line, "zh-Hans", glossary())) != want]
    assert len(wrong) <= len(pairs) * 0.03, wrong


@pytest.mark.parametrize(("title", "text", "expected"), list(cases("technology.md")))
def test_names_of_technology_are_not_cut_out_of_chinese_words(title: str, text: str, expected: str) -> None:
    names = glossary(CASES / "technology.yaml")
    lang = title.split()[0]
    pairs = zip(text.split("\n"), expected.split("\n"), strict=True)
    assert [want for line, want in pairs if marked(line, find_terms(line, lang, names)) != want] == []


def test_no_sentence_that_must_stay_plain_is_marked_but_the_known_one() -> None:
    lines = [line for title, text, _ in cases("word-borders.md") if "cut out" in title for line in text.split("\n")]
    assert [line for line in lines if find_terms(line, "zh-Hans", glossary())] == ["稍微软一点的枕头。"]


def test_given_spans_are_returned_and_keep_others_away() -> None:
    text = "Der Konzern und Samsung und NATO"
    found = find_terms(text, "de", glossary(), given=[(4, 11, "byd"), (16, 23, None)])
    assert marked(text, found) == "Der ⟦Konzern|byd⟧ und Samsung und ⟦NATO|nato⟧"


def test_company_may_stand_elsewhere_in_the_article() -> None:
    text = "Oracle rises."
    assert find_terms(text, "en", glossary()) == ()
    assert len(find_terms(text, "en", glossary(), context=text + "\n\nIts cloud grows.")) == 1


def test_a_short_proper_name_is_no_company_inside_a_word() -> None:
    terms = [Term("wind", "concept", {"any": (Name("Mistral", near=("AI",)),)})]
    wind = compile_glossary(terms)
    assert not find_terms("The Mistral blows across the plain.", "en", wind)
    assert find_terms("Mistral and OpenAI compete.", "en", wind)


def test_a_name_that_is_never_automatic_waits_for_the_editor() -> None:
    shy = compile_glossary([Term("x", "concept", {"en": (Name("model", auto=False),)})])
    assert find_terms("A model.", "en", shy) == ()


# --- blocks and display -------------------------------------------------------------------------------------------


def block(text: str, kind: str = "paragraph", marks: tuple[Mark, ...] = ()) -> Block:
    return Block(f"p-{abs(hash(text)) % 9999}", kind, text, marks=marks)


def test_every_block_is_marked_but_code_and_links() -> None:
    link = Mark(Span(0, 4), MarkKind.LINK, "https://x.example")
    blocks = annotate_blocks(
        [block("NATO plans", "heading"), block("NATO and BYD", marks=(link,)), block("NATO()", "code")],
        "en",
        glossary(),
    )
    assert [[(m.span, m.target) for m in each.marks if m.kind is MarkKind.TERM] for each in blocks] == [
        [(Span(0, 4), "nato")],
        [(Span(9, 12), "byd")],
        [],
    ]


def test_the_editors_words_win() -> None:
    blocks = annotate_blocks(
        [block("Der Riese aus Seoul und NATO"), block("NATO-Staaten")],
        "de",
        glossary(),
        mark={"Riese aus Seoul": "samsung"},
        never=["NATO"],
    )
    assert [marked(each.text, each.marks) for each in blocks] == [
        "Der ⟦Riese aus Seoul|samsung⟧ und NATO",
        "NATO-Staaten",
    ]


def test_an_article_is_one_context() -> None:
    blocks = annotate_blocks([block("甲骨文股价上涨。"), block("数据库业务增长。")], "zh-Hans", glossary())
    assert marked(blocks[0].text, blocks[0].marks) == "⟦甲骨文|oracle⟧股价上涨。"


def test_a_page_shows_first_mentions_with_room_between() -> None:
    filler = "的" * 70
    blocks = annotate_blocks(
        [
            block("北约与联合国，" + filler + "北约再次表态，联合国也表态。"),
            block("小标题：北约", "heading"),
            block("北约又来了。"),
            block("北约还在。"),
        ],
        "zh-Hans",
        glossary(),
    )
    shown = shown_marks(blocks)
    assert [
        (each.text[start : start + 3]) for each in blocks for start in sorted(s for b, s in shown if b == each.id)
    ] == [
        "北约与",
        "联合国",
        "北约又",
    ]


WIDE = st.text(alphabet="中文，。 aB-'.é", max_size=90)


@given(st.lists(st.tuples(WIDE, st.sampled_from("abcd")), max_size=12))
def test_room_is_measured_piece_by_piece(pieces: list[tuple[str, str]]) -> None:
    text, room = "", 60.0
    marks: list[Mark] = []
    expected: set[tuple[str, int]] = set()
    seen: set[str] = set()
    for before, term in pieces:
        room += len(re.findall("[中文]", before)) + 1.5 * len(re.findall(r"[aBé]+(?:['.-][aBé]+)*", before))
        text += before
        marks.append(Mark(Span(len(text), len(text) + 1), MarkKind.TERM, term))
        if term not in seen and room >= 60:
            seen.add(term)
            expected.add(("b", len(text)))
            room = 0
        text, room = f"{text}中", room + 1
    assert shown_marks([Block("b", "paragraph", text, marks=tuple(marks))]) == expected


def test_a_page_shows_no_term_in_a_link() -> None:
    link = Mark(Span(0, 4), MarkKind.LINK, "https://x.example")
    term = Mark(Span(0, 4), MarkKind.TERM, "nato")
    assert shown_marks([block("NATO", marks=(link, term))]) == frozenset()


# --- problems -----------------------------------------------------------------------------------------------------


def test_problems_of_a_glossary_name_both_terms_and_the_place() -> None:
    names = {"en": (Name("chip"),)}
    full = {"zh-Hans": "a", "zh-Hant": "a", "en": "a", "de": "a"}
    first = Term(
        "a", "concept", {**names, "zh-Hans": (Name("片"),), "de": (Name("Chip"),)}, definition=full, path="g.yaml"
    )
    second = Term("b", "concept", names, definition={"en": "x"}, see=("aa",), path="g.yaml", line=9)
    found = [(problem.line, problem.code) for problem in glossary_problems([first, second])]
    assert found == [
        (9, "definition-missing"),
        (9, "name-claimed-twice"),
        (9, "name-missing"),
        (9, "unknown-term"),
    ]
    hint = next(problem.hint for problem in glossary_problems([first, second]) if problem.code == "unknown-term")
    assert "known: a, b" in hint or "«a»" in hint


def test_doubtful_borders_name_the_words_that_compete() -> None:
    blocks = annotate_blocks([block("欧美团队参赛，美团上市。")], "zh-Hans", glossary())
    doubts = borders_doubtful(blocks, "zh-Hans", glossary())
    assert [(doubt.span, doubt.term, doubt.marked) for doubt in doubts] == [(Span(1, 3), "meituan", False)]
    assert {"欧美", "团队"} <= set(doubts[0].words)


# --- inspect, quality ---------------------------------------------------------------------------------------------


def test_inspect_answers_line_by_line() -> None:
    line = json.dumps({"id": "1", "lang": "en", "text": "NATO"})
    assert list(inspect_terms([line, "\n"], glossary().terms)) == [
        {"id": "1", "spans": [{"start": 0, "end": 4, "term": "nato"}]}
    ]
    with pytest.raises(ValueError, match="line 1"):
        list(inspect_terms(['{"id": 1}'], glossary().terms))


def test_score_on_the_development_sentences(tmp_path: Path) -> None:
    lines = score("score_terms.py", shared("terms/cases.json"), "--emit-input").stdout.splitlines()
    path = shared("terms/glossary.yaml")
    terms, problems = read_glossary("glossary.yaml", path.read_text(encoding="utf-8"))
    assert not problems
    output = tmp_path / "out.jsonl"
    output.write_text("\n".join(map(json.dumps, inspect_terms(lines, terms))), encoding="utf-8")
    result = score("score_terms.py", shared("terms/cases.json"), output, "--json", "--glossary", path)
    figures = json.loads(result.stdout)
    assert figures["all"]["f1"] >= 0.985, figures["all"]
    assert figures["no_term_sentences"]["left_alone"] == figures["no_term_sentences"]["sentences"]


# --- properties ---------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "北约",
        "联合国",
        "NATO",
        " ",
        "，",
        "的",
        "对",
        "\u00ad",
        "\n",
        "6G",
        "VPNs",
        "Zölle",
        "u\u0308",
        "`",
        "[",
        "](",
        ")",
        "电池",
        "锂",
    ]
)


@given(
    st.lists(WORDS, max_size=30).map("".join),
    st.sampled_from(["zh-Hans", "de", "en"]),
    st.sampled_from(["plain", "markdown"]),
)
@settings(deadline=None)
def test_marks_stay_in_the_text_apart_and_in_order(text: str, lang: str, form: str) -> None:
    marks = find_terms(text, lang, glossary(), format=form)
    place = 0
    for mark in marks:
        assert place <= mark.span.start < mark.span.end <= len(text)
        place = mark.span.end


@pytest.mark.parametrize(
    "piece", ["[", "`", "a_", "](", "www.", "电池", "battery", "<", "chip" * 20, "\n\n    x", "a@"]
)
def test_long_hostile_text_ends(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    find_terms(text, "de", glossary(), format="markdown")

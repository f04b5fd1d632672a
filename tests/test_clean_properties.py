"""What holds for every capture, tried on text put together from fragments of noise."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.clean import clean, cleaned_text
from sitegen.clean.draft import Change, Draft
from sitegen.model import Cleaned

SENTENCES = (
    "美国商务部周二公布了新的出口管制规则，多家企业的股价随即下跌。",
    "公司發言人表示，新廠將於明年第二季量產，目前正在招募工程師。",
    "Der Konzern will im kommenden Jahr drei neue Werke bauen, teilte er am Montag mit.",
    "Was wird aus der Halle?",
    "The company said on Friday that it would cut output by a tenth, citing weak demand.",
    "第三家客户下月表态。",
    "L’entreprise a annoncé mardi la construction d’une usine, la première depuis dix ans.",
    "공장은 내년 3월부터 양산을 시작한다고 회사는 밝혔다.",
    "新工場は来年春に稼働し、地元で二百人を雇う予定だという。",
    "El ministerio publicó ayer la lista de empresas, según una portavoz.",
)
NOISE = (
    "首页 > 新闻 > 正文",
    "今日热榜",
    "1 明天起这些路段限行",
    "相关阅读",
    "评论 (3)",
    "匿名：写得不错",
    "责任编辑：温岚",
    "2022-01-02 09:48  来源：某报",
    "Startseite",
    "Teilen   Merken   Drucken",
    "Anzeige",
    "8 Kommentare",
    "Lesen Sie auch: Neue Buslinie",
    "© 2024 Beispiel GmbH",
    "Newsletter abonnieren",
    "Most read",
    "Share",
    "By Jane Doe",
    "Advertisement",
    "Read more: Chips",
    "Key takeaways",
    "• point one",
    "* [Home](https://a.example/)",
    "[b]粗体[/b]",
    "[[zh:芯片]]",
    "&amp;nbsp;",
    "fÃ¼r",
    "断点(duàndiǎn)",
    "<p>text</p>",
    "```",
    "code()",
    "---",
    "***",
    "01",
    "14:32",
    "# Title",
    "## 小标题",
    "> quoted words",
    "- item",
    "=E8=8A=AF",
    "[1]",
    "(NASDAQ: NVDA)",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "ﬁ",
    "ＡＩ",
    "\x1b[1m",
    "[m",
    "\\-",
    "![x](y)",
    "心得/評論：",
    "原文標題：",
    "原文內容：",
    "※ 發信站: 某站(bbs.example)",
    "推 abc: 好",
    "--",
    "“",
    "„",
    '"',
    "( ",
    "半導体（はんどうたい）",
    ":house:",
)
LINE = st.one_of(st.sampled_from(SENTENCES), st.sampled_from(NOISE), st.text(max_size=12))
CAPTURE = st.lists(
    st.tuples(
        st.lists(LINE, min_size=1, max_size=3).map("".join),
        st.sampled_from(("\n", "\n\n", "\n    ", "\r\n", " ", "\n\n        ")),
    ),
    max_size=14,
).map(lambda parts: "".join(text + glue for text, glue in parts))


def applied(cleaned: Cleaned) -> str:
    """The capture with all edits applied."""
    parts: list[str] = []
    position = 0
    for edit in cleaned.edits:
        assert position <= edit.span.start <= edit.span.end <= len(cleaned.capture), edit
        parts += (cleaned.capture[position : edit.span.start], edit.replacement)
        position = edit.span.end
    return "".join([*parts, cleaned.capture[position:]])


@given(CAPTURE)
@settings(max_examples=150, deadline=None)
def test_the_output_is_the_capture_with_edits_applied(capture: str) -> None:
    cleaned = clean(capture)
    assert cleaned.capture == capture
    rest = applied(cleaned)
    position = 0
    for block in cleaned.blocks:
        found = rest.find(block.text, position)
        assert found >= 0, block.text
        assert not rest[position:found].strip(), rest[position:found]
        position = found + len(block.text)
    assert not rest[position:].strip()


@given(CAPTURE)
@settings(max_examples=150, deadline=None)
def test_pieces_cover_each_block_and_map_back(capture: str) -> None:
    for block in clean(capture).blocks:
        position = 0
        source = 0
        for piece in block.pieces:
            assert piece.start == position < piece.end
            assert source <= piece.source_start <= piece.source_end <= len(capture)
            kept = capture[piece.source_start : piece.source_end]
            if len(kept) == piece.end - piece.start and kept == block.text[piece.start : piece.end]:
                pass
            else:
                assert any(True for _ in kept) or block.text[piece.start : piece.end].isspace()
            position, source = piece.end, piece.source_end
        assert position == len(block.text)


@given(CAPTURE)
@settings(max_examples=150, deadline=None)
def test_cleaning_the_cleaned_text_changes_nothing(capture: str) -> None:
    once = clean(capture)
    twice = clean(cleaned_text(once))
    assert [(b.kind, b.text) for b in twice.blocks] == [(b.kind, b.text) for b in once.blocks]


@given(CAPTURE)
@settings(max_examples=100, deadline=None)
def test_something_readable_never_becomes_nothing(capture: str) -> None:
    cleaned = clean(capture)
    if any(sentence in capture for sentence in SENTENCES):
        assert cleaned.blocks or cleaned.facts.title


@given(CAPTURE)
@settings(max_examples=50, deadline=None)
def test_the_same_capture_gives_the_same_result(capture: str) -> None:
    assert clean(capture) == clean(capture)


@st.composite
def _rounds(draw: st.DrawFn) -> tuple[str, list[list[tuple[int, int, str]]]]:
    text = draw(st.text("abcdefgh", min_size=1, max_size=20))
    cuts = st.tuples(st.integers(0, 20), st.integers(0, 4), st.sampled_from(("", "X", "YZ")))
    return text, draw(st.lists(st.lists(cuts, max_size=4), min_size=1, max_size=4))


@given(_rounds())
@settings(max_examples=400, deadline=None)
def test_edits_compose(rounds: tuple[str, list[list[tuple[int, int, str]]]]) -> None:
    capture, wanted = rounds
    draft = Draft(capture)
    for cuts in wanted:
        size = len(draft.text)
        draft.apply(
            [Change(min(a, size), min(a + n, size), r, "r", "k") for a, n, r in cuts if min(a, size) < min(a + n, size)]
        )
        position = 0
        parts: list[str] = []
        for edit in draft.edits:
            assert position <= edit.span.start <= edit.span.end <= len(capture)
            parts += (capture[position : edit.span.start], edit.replacement)
            position = edit.span.end
        assert "".join([*parts, capture[position:]]) == draft.text

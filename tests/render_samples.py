"""A small site made by hand: three articles on one event, in three languages, for the tests of rendering."""

from __future__ import annotations

from dataclasses import replace

from sitegen.model import (
    Article,
    Block,
    Capture,
    Card,
    Cell,
    CleanBlock,
    Cleaned,
    Comparison,
    Config,
    Edit,
    Event,
    EventLinks,
    Facts,
    Figure,
    Mark,
    MarkKind,
    Mention,
    Name,
    Note,
    PageSource,
    Piece,
    Prepared,
    Reason,
    Relay,
    Row,
    Site,
    Span,
    Term,
    TermMention,
    Variant,
)
from sitegen.render import Renderer, packed_theme

CONFIG = Config(
    title={"zh-Hans": "示例简报", "zh-Hant": "示例簡報", "en": "Sample Briefing", "de": "Beispielschau"},
    description={"en": "Captures, annotated.", "de": "Erfasste Texte, kommentiert."},
    repository="https://example.org/edit/",
)

LLM = Term(
    "llm",
    "concept",
    {
        "any": (Name("LLM"),),
        "zh-Hans": (Name("大型语言模型"), Name("大语言模型")),
        "zh-Hant": (Name("大型語言模型"),),
        "de": (Name("großes Sprachmodell"),),
        "en": (Name("large language model"),),
    },
    definition={
        "en": "A model of text with very many parameters.",
        "de": "Ein Textmodell mit sehr vielen Parametern.",
        "zh-Hans": "参数极多的文本模型。",
    },
    sources=("Example lexicon, https://example.org/llm",),
    see=("chip",),
)
CHIP = Term(
    "chip", "concept", {"en": (Name("chip"),), "zh-Hans": (Name("芯片"),)}, definition={"de": "Ein Halbleiter."}
)


def mark(text: str, part: str, kind: MarkKind, target: str) -> Mark:
    start = text.index(part)
    return Mark(Span(start, start + len(part)), kind, target)


def article(
    slug: str,
    lang: str,
    title: str,
    texts: list[str],
    published: str | None = "2024-04-02",
    publisher: str | None = "示例网",
) -> Article:
    blocks = tuple(
        Block(f"p{number}", "paragraph", text, pieces=(Piece(0, len(text), 0, len(text)),))
        for number, text in enumerate(texts, 1)
    )
    return Article(
        slug,
        f"content/articles/{slug}.md",
        title,
        lang,
        published,
        "printed" if published else "unknown",
        "2024-05-01",
        publisher,
        "https://example.org/a",
        None,
        (Relay("朝鲜日报"), Relay("CNBC", "2024-03-31")),
        blocks,
        evidence={"publisher": "示例网 > 正文"},
    )


def prepared(
    own: Article, variants: dict[str, Variant] | None = None, capture: str | None = None, edits: tuple[Edit, ...] = ()
) -> Prepared:
    text = "\n\n".join(block.text for block in own.blocks) if capture is None else capture
    found = variants or {own.lang: Variant(own.lang, own.title, own.blocks, False)}
    mentions = tuple(
        TermMention(each.target, block.id, *each.span, block.text)
        for block in own.blocks
        for each in block.marks
        if each.kind is MarkKind.TERM
    )
    card = Card(
        own.slug,
        own.path,
        own.lang,
        {lang: variant.title for lang, variant in found.items()},
        own.published,
        own.published_basis,
        own.publisher,
        tuple(relay.name for relay in own.relays),
        own.byline,
        3,
        {lang: variant.blocks[0].text for lang, variant in found.items()},
        mentions,
        {"navigation": 2, "ranking": 1},
    )
    cleaned = Cleaned(
        text, tuple(CleanBlock(block.kind, block.text, block.pieces) for block in own.blocks), edits, Facts()
    )
    return Prepared(Capture(own.slug, own.path, text), cleaned, own, found, card)


def chinese() -> Prepared:
    """A Chinese article with terms, a note across a term, a figure, in both scripts."""
    texts = ["中国尚未开发出大型语言模型(LLM)，落后1-2年。", "大型语言模型是基础技术，成本为45万亿韩元。"]
    own = article("gap", "zh-Hans", "北京的三个痛点", texts)
    first = replace(
        own.blocks[0],
        marks=(
            mark(texts[0], "大型语言模型", MarkKind.TERM, "llm"),
            mark(texts[0], "LLM", MarkKind.TERM, "llm"),
            mark(texts[0], "模型(LLM)，落后1-2年", MarkKind.NOTE, "1"),
        ),
    )
    second = replace(
        own.blocks[1],
        marks=(
            mark(texts[1], "大型语言模型", MarkKind.TERM, "llm"),
            mark(texts[1], "45万亿韩元", MarkKind.FIGURE, "0"),
        ),
        figures=(Figure(13, 19, "45万亿韩元", "money", 45_000_000_000_000, "KRW"),),
    )
    note = Note(
        1, "An estimate of **one** source.", "模型(LLM)，落后1-2年", "p1", by="ab", lang="en", date="2024-06-01"
    )
    own = replace(own, blocks=(first, second), notes=(note,), why={"de": "Warum *das* zählt."})
    hant_texts = ["中國尚未開發出大型語言模型(LLM)，落後1-2年。", "大型語言模型是基礎技術，成本為45兆韓元。"]
    hant = (
        replace(
            first,
            text=hant_texts[0],
            marks=(
                mark(hant_texts[0], "大型語言模型", MarkKind.TERM, "llm"),
                mark(hant_texts[0], "模型(LLM)，落後1-2年", MarkKind.NOTE, "1"),
            ),
        ),
        replace(
            second,
            text=hant_texts[1],
            marks=(mark(hant_texts[1], "大型語言模型", MarkKind.TERM, "llm"),),
            figures=(),
        ),
    )
    variants = {
        "zh-Hans": Variant("zh-Hans", own.title, own.blocks, False),
        "zh-Hant": Variant("zh-Hant", "北京的三個痛點", hant, True),
    }
    capture = "导航 | 首页\n\n" + "\n\n".join(texts)
    return prepared(own, variants, capture, (Edit(Span(0, 9), "", "breadcrumbs", "navigation"),))


def german() -> Prepared:
    texts = [
        "Die Lücke beträgt drei bis sechs Monate, sagt die 环球时报.",
        "Ein großes Sprachmodell (LLM) braucht Chips.",
    ]
    own = article("luecke", "de", "Der Abstand schrumpft", texts, "2024-08-01", "Beobachter Netz")
    second = replace(own.blocks[1], marks=(mark(texts[1], "großes Sprachmodell", MarkKind.TERM, "llm"),))
    return prepared(replace(own, blocks=(own.blocks[0], second)))


def english() -> Prepared:
    return prepared(
        article("months", "en", "Months, not years", ["China is 3 to 6 months behind, an official said."], None, None)
    )


def sample_site(config: Config = CONFIG) -> tuple[Site, dict[str, Prepared]]:
    """The site and its articles by slug."""
    articles = {each.article.slug: each for each in (chinese(), german(), english())}
    cards = {slug: each.card for slug, each in articles.items()}
    event = Event(
        "gap-2024",
        "2024-04",
        None,
        {"en": "The gap in AI", "de": "Der Abstand bei KI", "zh-Hans": "人工智能差距"},
        terms=("llm",),
        description={"en": "How far **behind**?"},
        path="content/events/gap-2024.md",
    )
    mentions = (
        Mention(
            "gap",
            "p1",
            Span(0, 5),
            articles["gap"].article.blocks[0].text,
            None,
            (Reason("term", "llm"), Reason("date", "2024-04-02")),
            True,
        ),
        Mention(
            "luecke",
            "p1",
            Span(0, 5),
            articles["luecke"].article.blocks[0].text,
            "2024-08-01",
            (Reason("term", "llm"),),
            True,
        ),
        Mention(
            "months",
            "p1",
            Span(0, 5),
            articles["months"].article.blocks[0].text,
            None,
            (Reason("date", "2024-04-02"),),
            False,
        ),
    )
    cells = {
        "gap": (
            Cell(
                "gap",
                "p1",
                Span(0, 26),
                "落后1-2年。",
                Figure(2, 6, "1-2年", "duration", None, "year", 1, 2),
                None,
                ("CNBC", "朝鲜日报"),
                None,
            ),
        ),
        "luecke": (
            Cell(
                "luecke",
                "p1",
                Span(0, 40),
                "drei bis sechs Monate",
                Figure(0, 21, "drei bis sechs Monate", "duration", None, "month", 3, 6),
                "Sacks",
                ("Reuters",),
                "2024-08-01",
            ),
        ),
    }
    row = Row("ai-gap", {"en": "How far behind?", "de": "Wie weit zurück?"}, cells, "differ", kind="duration")
    single = Row(
        "cost",
        {"en": "What does it cost?"},
        {"gap": (Cell("gap", "p2", Span(0, 5), "=1+1", None, None, (), None),)},
        "single",
        proposed=True,
    )
    site = Site(
        config,
        "0.1",
        {"llm": LLM, "chip": CHIP},
        cards,
        {event.id: EventLinks(event, mentions, True)},
        {"gap-2024": Comparison("gap-2024", ("gap", "luecke"), (single, row), {"llm": {"gap": 3, "luecke": 1}})},
        pages=(
            PageSource(
                "about",
                "content/pages/about.md",
                {"en": "About", "zh-Hans": "关于"},
                {"en": "# Hi\n\nText *here*.", "zh-Hans": "说明。"},
            ),
        ),
        term_index={"llm": ("luecke", "gap")},
        events_of=dict.fromkeys(cards, ("gap-2024",)),
        sources={"example": ("gap",), "chosun": ("luecke", "gap")},
        source_names={"example": "示例网", "chosun": "朝鲜日报"},
    )
    return site, articles


def renderer(config: Config = CONFIG) -> Renderer:
    return Renderer(config, (packed_theme(),), "0.1")

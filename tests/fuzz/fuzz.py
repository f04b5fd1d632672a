"""Fuzzing of one stage at a time by coverage, with atheris (the extra `fuzz`, on Linux).

    python tests/fuzz/fuzz.py TARGET [libFuzzer options] [CORPUS FOLDER]

A target takes any bytes and asserts what holds of the stage's result; `tests/test_fuzz.py` runs them on kept cases.
"""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    import atheris

    sys.path.insert(0, str(TESTS.parent))
    importing: Any = atheris.instrument_imports(include=["sitegen"])
else:
    importing = nullcontext()
with importing:
    from sitegen.anchor import anchor_notes
    from sitegen.annotate import Glossary, annotate_blocks, compile_glossary, shown_marks
    from sitegen.clean import clean, cleaned_text
    from sitegen.convert import convert_article
    from sitegen.diagnostics import Problem, format_all
    from sitegen.figures import describe, find_figures
    from sitegen.frontmatter import read_front_matter
    from sitegen.intake import IntakeError, MissingExtra, decode, import_capture, read_page
    from sitegen.load import read_capture, read_glossary, read_text
    from sitegen.model import Article, Block, Capture, FrontMatter, MarkKind, NoteDraft, Piece, Term
    from sitegen.parse import parse

LANGUAGES = ("zh-Hans", "zh-Hant", "de", "en")
SECONDS, SIZE = 2.0, 20_000
"""No input below this size takes longer than this, in seconds of the processor."""
PATH = "content/articles/a.md"


def text_of(data: bytes) -> str:
    """Any bytes as a text; half characters are let through, other bytes that are not UTF-8 are replaced."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def language_of(data: bytes) -> str:
    """The size of the input chooses, so that seeds need no prefix."""
    return LANGUAGES[len(data) % len(LANGUAGES)]


def blocks_of(text: str) -> tuple[Block, ...]:
    """The parsed blocks of a capture, as the stages after cleaning get them."""
    blocks = parse(clean(text).blocks)
    assert len({block.id for block in blocks}) == len(blocks)
    for block in blocks:
        check_marks(block)
    return blocks


def check_pieces(text: str, pieces: Iterable[Piece], source: int) -> None:
    """Pieces cover the text in order, and their sources lie in the capture in order."""
    place = source_place = 0
    for piece in pieces:
        assert piece.start == place < piece.end, piece
        assert source_place <= piece.source_start <= piece.source_end <= source, piece
        place, source_place = piece.end, piece.source_end
    assert place == len(text)


def check_marks(block: Block) -> None:
    """Marks lie in their block in order; no two terms share a character, nor a term and code or a link."""
    assert list(block.marks) == sorted(block.marks)
    closed = 0
    for mark in block.marks:
        assert 0 <= mark.span.start < mark.span.end <= len(block.text), mark
    for mark in block.marks:
        if mark.kind in (MarkKind.TERM, MarkKind.CODE, MarkKind.LINK):
            assert mark.span.start >= closed, mark
            closed = mark.span.end


def check_problems(problems: Sequence[Problem], text: str) -> None:
    """Every problem says something, and its line exists; all can be shown."""
    for problem in problems:
        assert all((problem.path, problem.code, problem.message)), problem
        assert 0 <= problem.line <= text.count("\n") + 1, problem
        assert problem.column >= (1 if problem.line else 0), problem
    for form in ("text", "json", "github"):
        format_all(problems, form)


# --- targets -------------------------------------------------------------------------------------------------------


def fuzz_clean(data: bytes) -> None:
    """Edits lie in the capture in order, and applied they give exactly the blocks."""
    capture = text_of(data)
    cleaned = clean(capture)
    assert cleaned.capture == capture
    parts: list[str] = []
    place = 0
    for edit in cleaned.edits:
        assert place <= edit.span.start <= edit.span.end <= len(capture), edit
        parts += (capture[place : edit.span.start], edit.replacement)
        place = edit.span.end
    rest = "".join([*parts, capture[place:]])
    place = 0
    for block in cleaned.blocks:
        found = rest.find(block.text, place)
        assert found >= 0, block.text
        assert not rest[place:found].strip(), block.text
        assert block.text
        place = found + len(block.text)
        check_pieces(block.text, block.pieces, len(capture))
    assert not rest[place:].strip()
    for span in cleaned.facts.evidence.values():
        assert 0 <= span.start < span.end <= len(capture), span
    cleaned_text(cleaned)


@cache
def glossary() -> tuple[Glossary, Mapping[str, Term]]:
    path = TESTS / "cases" / "annotate" / "glossary.yaml"
    terms, problems = read_glossary(path.name, path.read_text(encoding="utf-8"))
    assert not problems
    return compile_glossary(terms), {term.id: term for term in terms}


def fuzz_annotate(data: bytes) -> None:
    """Only TERM marks are added, none over another; what a page shows is among them."""
    blocks = blocks_of(text_of(data))
    marked = annotate_blocks(blocks, language_of(data), glossary()[0])
    assert [(block.id, block.text) for block in marked] == [(block.id, block.text) for block in blocks]
    terms = set()
    for before, after in zip(blocks, marked, strict=True):
        check_marks(after)
        added = [mark for mark in after.marks if mark.kind is MarkKind.TERM]
        assert [mark for mark in after.marks if mark.kind is not MarkKind.TERM] == list(before.marks)
        assert all(mark.target in glossary()[1] for mark in added)
        terms |= {(after.id, mark.span.start) for mark in added}
    assert shown_marks(marked) <= terms


@cache
def folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="sitegen-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def fuzz_frontmatter(data: bytes) -> None:
    """A file is a capture and problems with lines that exist."""
    (folder() / "a.md").write_bytes(data)
    text, problems = read_text(folder(), "a.md")
    check_problems(problems, data.decode("utf-8", "replace"))
    capture, problems = read_capture(PATH, text)
    assert 0 <= capture.body <= len(text)
    check_problems(problems, text)
    for line, column in capture.lines.values():
        assert 1 <= line <= text.count("\n") + 1
        assert column >= 1


def fuzz_import(data: bytes) -> None:
    """A file is imported, or refused with IntakeError; what is written can be read again without an error."""
    decoded = decode(data)
    assert 0 <= decoded.confidence <= 1
    with suppress(IntakeError, MissingExtra):
        read_page(decoded.text)
    for name in ("a.txt", "a.html"):
        with suppress(IntakeError, MissingExtra):
            made = import_capture(data, name, existing=(), detect=lambda text: clean(text).facts)
            text = made.content.decode("utf-8")
            read = read_front_matter(PATH, text)
            assert not any(problem.severity == 2 for problem in read.problems), read.problems
            assert made.slug
            assert "/" not in made.slug + made.filename


def fuzz_figures(data: bytes) -> None:
    """Figures stand in the text as they say, in order, none over another."""
    text, lang = text_of(data), language_of(data)
    place = 0
    for figure in find_figures(text, lang, "2024-04-02"):
        assert place <= figure.start < figure.end <= len(text), figure
        assert text[figure.start : figure.end] == figure.text
        describe(figure, lang)
        place = figure.end


def fuzz_convert(data: bytes) -> None:
    """The other script has the same blocks with the same marks, each inside its block."""
    lang = LANGUAGES[len(data) % 2]
    target = LANGUAGES[1 - len(data) % 2]
    names, terms = glossary()
    blocks = annotate_blocks(blocks_of(text_of(data)), lang, names)
    blocks = tuple(
        Block(b.id, b.kind, b.text, b.level, b.marks, find_figures(b.text, lang, "2024-04-02"), b.pieces)
        for b in blocks
    )
    article = Article(
        "a", PATH, "标题", lang, "2024-04-02", "printed", None, None, None, None, (), blocks
    )  # fmt: skip
    variant = convert_article(article, target, terms)
    for before, after in zip(blocks, variant.blocks, strict=True):
        assert after.id == before.id
        assert [(m.kind, m.target) for m in after.marks] == [(m.kind, m.target) for m in before.marks]
        check_marks(after)
        for figure in after.figures:
            assert after.text[figure.start : figure.end] == figure.text, figure


def fuzz_anchor(data: bytes) -> None:
    """The first line is quoted of the others: it is marked where it stands, or there is a problem."""
    quote, _, text = text_of(data).partition("\n")
    blocks = blocks_of(text)
    capture = Capture("a", PATH, text, 0, FrontMatter(notes=(NoteDraft(quote, "N"), NoteDraft(quote[:4], "N"))))
    marked, notes, problems = anchor_notes(capture, blocks)
    check_problems(problems, text)
    assert len(notes) + sum(problem.severity == 2 for problem in problems) == 2
    for block in marked:
        check_marks(block)
    found = {mark.target for block in marked for mark in block.marks if mark.kind is MarkKind.NOTE}
    assert found == {str(note.number) for note in notes}


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "clean": fuzz_clean,
    "annotate": fuzz_annotate,
    "frontmatter": fuzz_frontmatter,
    "import": fuzz_import,
    "figures": fuzz_figures,
    "convert": fuzz_convert,
    "anchor": fuzz_anchor,
}


def run(target: str, data: bytes) -> None:
    """One input through one target, with a clock."""
    started = time.process_time()
    TARGETS[target](data)
    taken = time.process_time() - started
    assert len(data) >= SIZE or taken < SECONDS, f"{taken:.1f} s for {len(data)} bytes"


# --- what the fuzzer begins with -----------------------------------------------------------------------------------

SIGNS = """--- ... ``` ~~~ *** ** ` # ## > - * | |---| [ ] ( ) （ ） 【 】 「 」 《 》 “ ” „ < > ＜ ＞ </p> <p> <br>
<script> <!--
--> <![CDATA[ &amp; &lt; &#x4e2d; &nbsp; [[zh: ]] [[ | ![x](y) [x](https://a.example/) [b] [/b] [1] {{ }} {%
\\- \\ = =E8=8A=AF
1 20 3.5 1,000 ２０ 三十 亿 億 万 % ％ 美元 Euro Mio. 2024-04-02 4月2日 14:32 10:00 bis 至 ~ – — -
芯片 人工智能 半導體 北约 NATO Samsung AI ＡＩ BYD 台积电 断点(duàndiǎn) ﬁ ß fÃ¼r é à ǖ 한 かな
title: lang: published: captured: source: publisher: notes: quote: note: terms: mark: never: clean: keep: !! &a *a <<:
<meta <title> <h1> <article> charset= utf-8 gb18030 big5 application/ld+json datePublished
来源： 责任编辑： Anzeige Advertisement ※ 推 首页 相关阅读 By""".split()
CONTROLS = (
    "---\n", "\n---\n", "\n\n", "\r\n", "\r", "\t", "    ", "\u2028", "\u2029", "\x85", "\x0c", "\x00", "\x1b[1m",
    "\u200b", "\u200d", "\u00ad", "\u202e", "\u202c", "\u2066", "\u2069", "\u200e", "\u061c", "\u3000", "\u00a0",
    "\ufeff", "\ufe0f", "\u0301", "\ud800", "\udc00", "\ufffd", "\ufffe", "\U00020000", "\U0001f600", "\U000e0001",
)  # fmt: skip
BYTES = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff", b"\xd6\xd0", b"\xa4\xa4", b"\x84\x31\xa4\x37")


def write_dictionary(path: Path) -> None:
    """The signs that matter, in the form that libFuzzer reads."""
    words = [*(word.encode("utf-8", "surrogatepass") for word in (*SIGNS, *CONTROLS)), *BYTES]
    rows = ('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in dict.fromkeys(words))
    path.write_text("".join(rows), encoding="ascii")


FOLDERS: Mapping[str, Sequence[str]] = {
    "frontmatter": (),
    "import": ("intake", "clean"),
    "figures": ("figures",),
    "convert": ("convert", "annotate"),
}
HEAD = "---\ntitle: 标题\nlang: zh-Hans\npublished: 2024-04-02\nsource: {publisher: 某报, relays: [A, {name: B}]}\n"
NOTES = "notes:\n- quote: 三家工厂\n  note: N\n  kind: dispute\nterms: {mark: {AI: ai}}\n---\n三家工厂\n"


def seeds(target: str) -> list[bytes]:
    """The tests' own cases, in parts small enough to be changed quickly."""
    found = [(HEAD + NOTES).encode()]
    for name in FOLDERS.get(target, ("clean", "annotate", "convert")):
        for path in sorted((TESTS / "cases" / name).rglob("*")):
            if path.suffix == ".html":
                found.append(path.read_bytes()[:6000])
            elif path.suffix in (".md", ".txt"):
                found += [part.encode() for part in path.read_text(encoding="utf-8").split("\n.\n")[:60]]
    kept = TESTS / "cases" / "fuzz" / target
    found += [path.read_bytes() for path in sorted(kept.glob("*"))]
    return [each for each in dict.fromkeys(found) if each.strip()]


def main(arguments: Sequence[str]) -> None:
    if not arguments or arguments[0] not in TARGETS:
        sys.exit(f"usage: fuzz.py {{{','.join(TARGETS)}}} [libFuzzer options] [corpus folder]")
    target, *rest = arguments
    start, dictionary = folder() / "seeds", folder() / "dictionary"
    start.mkdir()
    for number, seed in enumerate(seeds(target)):
        (start / f"{number:04}").write_bytes(seed)
    write_dictionary(dictionary)
    with suppress(AssertionError):
        TARGETS[target](seeds(target)[0])  # tables are loaded before the clock runs
    options = [f"-dict={dictionary}", "-timeout=30", *rest, str(start)]  # what is found goes into the first folder
    atheris.Setup([sys.argv[0], *options], lambda data: run(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])

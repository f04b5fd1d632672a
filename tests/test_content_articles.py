"""The shipped samples: readable after cleaning, every note finds its words, and each says that it is a sample."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.clean import clean
from sitegen.load import read_capture, read_event, read_page
from sitegen.model import EDITIONS, Capture, Cleaned, Event
from sitegen.text import fold_text
from tests.shared import shared

CONTENT = Path(__file__).resolve().parents[1] / "content"
ARTICLES = sorted(path for path in (CONTENT / "articles").iterdir() if path.suffix in (".md", ".txt"))
EVENTS = sorted((CONTENT / "events").glob("*.md"))
SAYS_SAMPLE = re.compile("示例|样例|樣例|範例|Muster|Beispiel|sample", re.IGNORECASE)
MESS = re.compile(
    r"\[\[|\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]|排行|热门专题|相关推荐|发表评论|虚构|虛構|erfundenes|Copyright|返回|回上一頁|Русский"
)
HAN_ONLY = re.compile(r"[^\u3400-\u9fff]")
READING = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)")
WIKI = re.compile(r"\[\[zh:([^\]]*)\]\]")


def capture(path: Path) -> Capture:
    read, problems = read_capture(f"content/articles/{path.name}", path.read_text(encoding="utf-8"))
    assert problems == ()
    return read


def event(path: Path) -> Event:
    read, problems = read_event(f"content/events/{path.name}", path.read_text(encoding="utf-8"))
    assert problems == ()
    assert read is not None
    return read


def test_there_is_one_sample_for_each_kind_of_mess() -> None:
    texts = [capture(path).captured_text for path in ARTICLES]
    signs = ("排行榜", "[[zh:", "EnglishFrançais", "(zài)", "【示例專欄】")
    assert [sum(sign in text for text in texts) for sign in signs] == [1] * len(signs)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_a_sample_says_that_it_is_one(path: Path) -> None:
    read = capture(path)
    assert SAYS_SAMPLE.search(read.captured_text)
    assert set(read.front.why) == set(EDITIONS)
    assert all(SAYS_SAMPLE.search(text) for text in read.front.why.values())


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_each_sample_has_notes_and_known_events(path: Path) -> None:
    front = capture(path).front
    assert len(front.notes) >= 2
    assert set(front.events) <= {read.stem for read in EVENTS}


def cleaned(path: Path) -> Cleaned:
    read = capture(path)
    return clean(read.captured_text, keep=read.front.keep, drop=read.front.drop)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_quote_stands_once_in_the_cleaned_text(path: Path) -> None:
    blocks = [fold_text(block.text) for block in cleaned(path).blocks]
    for note in capture(path).front.notes:
        wanted = fold_text(note.prefix + note.quote + note.suffix)
        assert sum(block.count(wanted) for block in blocks) == 1, note.quote


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_mess_of_a_sample_goes(path: Path) -> None:
    text = "\n".join(block.text for block in cleaned(path).blocks)
    assert 700 < len(text) < 4000
    assert not MESS.search(text)


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_an_event_speaks_every_language_of_the_site(path: Path) -> None:
    read = event(path)
    assert read.id == path.stem
    assert set(read.names) == set(read.description) == set(EDITIONS)
    assert all(set(question.names) == set(EDITIONS) and question.words for question in read.questions)


def test_the_about_page_speaks_every_language_of_the_site() -> None:
    path = CONTENT / "pages" / "about.md"
    page, problems = read_page("content/pages/about.md", path.read_text(encoding="utf-8"))
    assert problems == ()
    assert page is not None
    assert set(page.names) == set(page.text) == set(EDITIONS)


def han_runs(text: str, length: int = 12) -> set[str]:
    """All runs of ideographs of one length, across punctuation, digits and markup."""
    han = HAN_ONLY.sub("", WIKI.sub(r"\1", READING.sub("", text)))
    return {han[start : start + length] for start in range(len(han) - length + 1)}


def word_runs(text: str, length: int = 8) -> set[str]:
    words = re.findall(r"[^\W\d]+", text.casefold())
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_runs_are_found_across_markup_and_punctuation() -> None:
    assert han_runs("[[zh:中国]]的(de)人工，智能", 6) == {"中国的人工智", "国的人工智能"}
    assert word_runs("Die KI, die 3 Chips", 4) == {"die ki die chips"}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_no_sentence_comes_from_the_development_captures(path: Path) -> None:
    seeds = [seed.read_text(encoding="utf-8") for seed in sorted(shared("seeds").glob("*.txt"))]
    text = capture(path).captured_text
    assert not han_runs(text) & set().union(*(han_runs(seed) for seed in seeds))
    assert not word_runs(text) & set().union(*(word_runs(seed) for seed in seeds))

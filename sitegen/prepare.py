"""One capture → everything that is known of it on its own: cleaned, parsed, annotated, in both scripts, with its facts.

A pure function of the capture, the glossary and the site's phrases, so its result can be kept and made in any process.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sitegen.anchor import anchor_notes
from sitegen.annotate import Glossary, annotate_blocks, compile_glossary
from sitegen.clean import clean, missing_texts
from sitegen.convert import convert_article
from sitegen.diagnostics import Problem, Severity, problem_at, problem_on
from sitegen.figures import find_figures
from sitegen.frontmatter import usual_tag
from sitegen.link import Digest, digest
from sitegen.model import (
    Article,
    Block,
    Capture,
    Card,
    Cleaned,
    Facts,
    FrontMatter,
    Mark,
    MarkKind,
    Prepared,
    Relay,
    Span,
    Term,
    TermMention,
    Variant,
)
from sitegen.parse import parse, with_marks
from sitegen.text import fold_text, is_chinese, reading_minutes, sentences

SCRIPTS = ("zh-Hans", "zh-Hant")
TEXT_KINDS = frozenset({"paragraph", "item", "quote"})
LEAD_LENGTH = 180
MOST_CHARACTERS = 400_000
"""A capture longer than this, some two hundred pages, is no article; it would only cost time."""
MOST_MARKUP = 4_000_000
"""The same for a saved page, most of which is markup."""
PAGE_SUFFIXES = (".html", ".htm")
PAGE_FACTS = ("title", "lang", "published", "publisher", "byline")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every article is prepared with: the glossary, compiled, the site's phrases, and the scripts it shows."""

    terms: Mapping[str, Term]
    glossary: Glossary
    phrases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scripts: Sequence[str] = SCRIPTS


@dataclass(frozen=True, slots=True)
class Result:
    """A prepared article, what linking needs of it, and its problems. An article with errors has no `prepared`."""

    prepared: Prepared | None
    digest: Digest | None
    problems: tuple[Problem, ...]


def desk(terms: Sequence[Term], phrases: Mapping[str, Mapping[str, str]], scripts: Sequence[str] = SCRIPTS) -> Desk:
    """Compiles what all articles share. A Chinese article is made in its own script and in those of `scripts`."""
    return Desk({term.id: term for term in terms}, compile_glossary(terms), phrases, scripts)


def prepare(capture: Capture, desk: Desk) -> Result:
    """The story of one article, from its capture to its card."""
    said = Facts()
    if capture.path.lower().endswith(PAGE_SUFFIXES):
        if len(capture.captured_text) > MOST_MARKUP:
            return Result(None, None, (_too_large(capture, MOST_MARKUP),))
        page = _read_page(capture)
        if isinstance(page, Problem):
            return Result(None, None, (page,))
        capture, said = page
    front = capture.front
    if len(capture.text) - capture.body > MOST_CHARACTERS:
        return Result(None, None, (_too_large(capture, MOST_CHARACTERS),))
    cleaned = clean(capture.captured_text, keep=front.keep, drop=front.drop)
    cleaned = replace(cleaned, facts=_facts_of_page(said, cleaned.facts))
    problems = [*_clean_problems(capture, cleaned)]
    if not cleaned.blocks:
        return Result(None, None, tuple(problems))
    article = _article(capture, cleaned)
    blocks = annotate_blocks(parse(cleaned.blocks), article.lang, desk.glossary, mark=front.mark, never=front.never)
    blocks = tuple(_with_figures(block, article.lang, article.published) for block in blocks)
    blocks, notes, found = anchor_notes(capture, blocks)
    problems += found
    article = replace(article, blocks=blocks, notes=notes)
    variants = _variants(article, front, desk)
    problems += _fact_problems(capture, cleaned, article)
    card = _card(capture, cleaned, article, variants)
    title_figures = find_figures(article.title, article.lang, article.published)
    return Result(Prepared(capture, cleaned, article, variants, card), digest(article, title_figures), tuple(problems))


def _read_page(capture: Capture) -> tuple[Capture, Facts] | Problem:
    """A saved page as the text that `sitegen import` would make of it, and what the page says of itself."""
    from sitegen.intake import MissingExtra, read_page

    try:
        page = read_page(capture.captured_text)
    except MissingExtra as error:
        hint = "or run `sitegen import` on it where they are, and keep the article that it writes"
        return problem_at(capture.path, capture.text, capture.body, "missing-extra", str(error), hint=hint)
    lang = usual_tag(page.lang or "")
    front = replace(capture.front, url=capture.front.url or page.url)
    text = capture.text[: capture.body] + page.text
    return replace(capture, text=text, front=front), Facts(
        page.title, lang, page.published, page.publisher, page.byline
    )


def _facts_of_page(said: Facts, read: Facts) -> Facts:
    """What a page says for machines, before what its text says; the text is evidence only for what both say."""
    told = {name: value for name in PAGE_FACTS if (value := getattr(said, name)) and value != getattr(read, name)}
    evidence = {name: span for name, span in read.evidence.items() if name not in told}
    return replace(read, **told, evidence=evidence) if told else read


def _article(capture: Capture, cleaned: Cleaned) -> Article:
    front, facts = capture.front, cleaned.facts
    publisher = front.publisher or facts.publisher
    relays = front.relays
    if relays is None:
        relays = tuple(Relay(name) for name in facts.origins if fold_text(name) != fold_text(publisher or ""))
    return Article(
        slug=capture.slug,
        path=capture.path,
        title=front.title or facts.title or _first_words(cleaned) or capture.slug,
        lang=front.lang or facts.lang or "und",
        published=front.published or facts.published,
        published_basis=_basis(front.published, facts.published),
        captured=front.captured,
        publisher=publisher,
        url=front.url,
        byline=front.byline or facts.byline,
        relays=relays,
        blocks=(),
        why=front.why,
        events=front.events,
        link=front.link,
        unlink=front.unlink,
        draft=front.draft,
        evidence={field: _evidence(cleaned.capture, span) for field, span in facts.evidence.items()},
    )


def _basis(said: str | None, printed: str | None) -> str:
    """Whose word the date is: the capture's own also where front matter only repeats it, as `sitegen import` does."""
    if printed and (said is None or said[:10] == printed[:10]):
        return "printed"
    return "editor" if said else "unknown"


def _evidence(text: str, span: Span) -> str:
    """The line of the capture in which a fact stands."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[start : end if end >= 0 else len(text)].strip()
    if len(line) <= 200:
        return line
    low = max(start, span.start - 80)
    return "…" + text[low : span.end + 80].strip() + "…"


def _first_words(cleaned: Cleaned) -> str | None:
    text = next((block.text for block in cleaned.blocks if block.text), "")
    return text[:40] + ("…" if len(text) > 40 else "") or None


def _with_figures(block: Block, lang: str, published: str | None) -> Block:
    if block.kind not in TEXT_KINDS:
        return block
    figures = find_figures(block.text, lang, published)
    if not figures:
        return block
    marks = [Mark(Span(figure.start, figure.end), MarkKind.FIGURE, str(index)) for index, figure in enumerate(figures)]
    return with_marks(replace(block, figures=figures), marks)


def _variants(article: Article, front: FrontMatter, desk: Desk) -> dict[str, Variant]:
    if not is_chinese(article.lang):
        return {article.lang: Variant(article.lang, article.title, article.blocks, False)}
    return {
        script: convert_article(
            article,
            script,
            desk.terms,
            keep=front.convert_keep,
            replace=front.convert_replace,
            phrases=desk.phrases.get(script, {}),
        )
        for script in SCRIPTS
        if script in (article.lang, *desk.scripts)
    }


def _card(capture: Capture, cleaned: Cleaned, article: Article, variants: Mapping[str, Variant]) -> Card:
    text = "\n".join(block.text for block in article.blocks)
    return Card(
        slug=article.slug,
        path=article.path,
        lang=article.lang,
        titles={lang: variant.title for lang, variant in variants.items()},
        published=article.published,
        published_basis=article.published_basis,
        publisher=article.publisher,
        origins=tuple(relay.name for relay in article.relays),
        byline=article.byline,
        minutes=reading_minutes(text),
        lead={lang: _lead(variant.blocks) for lang, variant in variants.items()},
        mentions=tuple(mention for block in article.blocks for mention in _mentions(block)),
        removed=dict(sorted(Counter(edit.kind for edit in cleaned.edits if edit.kind != "layout").items())),
    )


def _lead(blocks: Sequence[Block]) -> str:
    """The first sentences, up to a few lines of a list."""
    text = next((block.text for block in blocks if block.kind in TEXT_KINDS), "")
    end = 0
    for span in sentences(text):
        if end and span.end > LEAD_LENGTH:
            break
        end = span.end
    return text[:end] if end <= LEAD_LENGTH * 2 else text[:LEAD_LENGTH] + "…"


def _mentions(block: Block) -> list[TermMention]:
    terms = [mark for mark in block.marks if mark.kind is MarkKind.TERM]
    if not terms or block.kind == "code":
        return []
    spans = sentences(block.text)
    ends = [span.end for span in spans]
    texts = [block.text[start:end] for start, end in spans]
    found = []
    for (start, end), _, term in terms:
        index = bisect_right(ends, start)
        begin, sentence = 0, block.text
        if index < len(spans) and spans[index].start <= start:
            begin, sentence = spans[index].start, texts[index]
        found.append(TermMention(term, block.id, start - begin, end - begin, sentence))
    return found


def _too_large(capture: Capture, most: int) -> Problem:
    message = f"this capture has {len(capture.text) - capture.body:,} characters: that is no article"
    hint = f"keep the article and leave out the rest; at most {most:,} characters are read"
    return problem_at(capture.path, capture.text, capture.body, "too-large", message, hint=hint)


# --- problems ------------------------------------------------------------------------------------------------------


def _clean_problems(capture: Capture, cleaned: Cleaned) -> list[Problem]:
    problems = []
    for key, texts in (("keep", capture.front.keep), ("drop", capture.front.drop)):
        for text in missing_texts(capture.captured_text, texts):
            line, column = capture.lines.get(f"clean.{key}.{texts.index(text)}", (1, 1))
            message, hint = (
                f"the text to {key} is not in the capture",
                "copy it from the capture, signs and spaces included",
            )
            found = problem_on(
                capture.path, capture.text, line, column, "clean-not-found", message, length=len(text), hint=hint
            )
            problems.append(found)
    if not cleaned.blocks:
        message = "nothing readable is left of this capture" if cleaned.capture.strip() else "this capture is empty"
        hint = "`sitegen inspect clean --explain` shows what was removed and why; `clean: {keep: […]}` keeps it"
        severity = Severity.ERROR
        if capture.front.draft:  # as `sitegen new article` leaves it
            severity, hint = Severity.NOTE, "the draft is left out until there is a text"
        problems.append(
            problem_at(capture.path, capture.text, capture.body, "empty-article", message, hint=hint, severity=severity)
        )
    return problems


def _fact_problems(capture: Capture, cleaned: Cleaned, article: Article) -> list[Problem]:
    """What a reader should be told but nobody said."""

    def unsaid(code: str, message: str, hint: str, severity: Severity) -> Problem:
        return problem_at(capture.path, capture.text, capture.body, code, message, hint=hint, severity=severity)

    problems = []
    if not (capture.front.title or cleaned.facts.title):
        message, hint = "no title was found; the first words stand in for it", "add `title:` to the front matter"
        problems.append(unsaid("title-unknown", message, hint, Severity.WARNING))
    if article.lang == "und":
        hint = "add `lang:` to the front matter, such as `lang: zh-Hans`"
        problems.append(unsaid("language-unknown", "the language was not recognised", hint, Severity.WARNING))
    if article.published is None:
        message = "the capture does not say when it was published"
        hint = "add `published:` if you know it; the page says «unknown» until then"
        problems.append(unsaid("date-unknown", message, hint, Severity.NOTE))
    return problems

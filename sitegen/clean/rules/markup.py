"""Leftovers of markup: HTML tags, BBCode, wiki links, Markdown links, images and escapes. The text inside stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.clean.draft import Change
from sitegen.clean.rule import Rule
from sitegen.patterns import late

# --- HTML --------------------------------------------------------------------------------------------------------

TAG_NAMES = (
    "a|abbr|address|article|aside|audio|b|blockquote|body|br|button|center|cite|code|dd|del|details|div|dl|dt|em|"
    "embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|"
    "link|main|mark|meta|nav|noscript|object|ol|option|p|param|picture|pre|q|rb|rp|rt|ruby|s|samp|script|"
    "section|select|"
    "small|source|span|strike|strong|style|sub|summary|sup|svg|path|table|tbody|td|template|textarea|"
    "tfoot|th|thead|time|"
    "title|tr|tt|u|ul|var|video|wbr"
)
TAG = late(rf"<(/?)({TAG_NAMES})(?=[\s/>])([^<>]*)>", re.IGNORECASE)
COMMENT_END = "-->"
UNSEEN = late(r"<(script|style|noscript|template|svg|rt|rp)(?=[\s>])[^<>]*>", re.IGNORECASE)
BLOCK_TAGS = frozenset(
    "address article aside blockquote dd div dl dt fieldset figcaption figure footer form header hr li "
    "main nav ol p pre section table tr ul h1 h2 h3 h4 h5 h6".split()
)


def html_tags(text: str) -> Iterator[Change]:
    """Tags go, what they enclose stays; scripts, styles, comments and ruby readings go whole."""
    if "<" not in text:
        return
    reached = 0
    no_end: set[str] = set()
    gone: list[tuple[int, int]] = []
    comment = text.find("<!--")
    while comment >= 0:
        end = text.find(COMMENT_END, comment)
        if end < 0:
            break
        gone.append((comment, end + 3))
        comment = text.find("<!--", end)
    for match in UNSEEN.finditer(text):
        name = match.group(1).lower()
        if match.start() < reached or name in no_end:
            continue
        end = text.find(f"</{name}>", match.end())
        if end < 0 or (name in ("rt", "rp") and end - match.end() > 40):
            no_end.add(name)
            continue
        reached = end + len(name) + 3
        gone.append((match.start(), reached))
    for start, end in gone:
        yield Change(start, end, "", "html-tags", "html")
    for match in TAG.finditer(text):
        name = match.group(2).lower()
        breaks = "\n" if name == "br" else "\n\n" if name in BLOCK_TAGS else ""
        yield Change(match.start(), match.end(), breaks, "html-tags", "html")


# --- BBCode ------------------------------------------------------------------------------------------------------

BB_NAMES = (
    "b|i|u|s|size|color|font|face|url|img|image|quote|code|list|align|center|left|right|table|tr|td|th|"
    "attach|attachimg|"
    "media|flash|video|audio|email|backcolor|background|indent|hide|free|p|spoiler|h[1-6]|float|sup|sub|"
    "youtube|user|fly|"
    "password|postbg|justify|strike|em|strong|li|ul|ol|hr|qq|move|glow|shadow|mention|emoji|highlight"
)
BB_TAG = late(rf"\[(/?)({BB_NAMES})(=[^\[\]\n]{{0,300}}| [^\[\]\n]{{0,200}})?\]", re.IGNORECASE)
BB_MEDIA = late(
    r"\[(img|image|attach|attachimg|media|flash|video|audio|youtube)(?:=[^\[\]\n]{0,100})?\][^\[\]\n]{0,500}\[/\1\]",
    re.IGNORECASE,
)
BB_STAR = late(r"(?m)^[ \t]*\[\*\]")


def bbcode(text: str) -> Iterator[Change]:
    """Forum markup: `[b]…[/b]` keeps its text, `[img]…[/img]` goes whole."""
    if "[" not in text or "[/" not in text:
        return
    closers = {match.group(2).lower() for match in BB_TAG.finditer(text) if match.group(1)}
    if not closers:
        return
    for match in BB_MEDIA.finditer(text):
        yield Change(match.start(), match.end(), "", "bbcode", "image-markup")
    for match in BB_TAG.finditer(text):
        if match.group(2).lower() in closers:
            yield Change(match.start(), match.end(), "", "bbcode", "bbcode")
    if "list" in closers:
        for match in BB_STAR.finditer(text):
            yield Change(match.start(), match.end(), "* ", "bbcode", "bbcode")


# --- wiki --------------------------------------------------------------------------------------------------------

WIKI_LINK = late(r"\[\[([^\[\]|\n]{0,200})(?:\|([^\[\]\n]{0,200}))?\]\]")
WIKI_LANGUAGE = late(r":?(?:[a-z]{2,3}(?:-[a-z]{2,10})?|[A-Z]{2,3}):(?=\S)")
WIKI_UNSEEN = late(
    r"(?:file|image|category|datei|bild|kategorie|fichier|catégorie|archivo|categoría|文件|檔案|档案|分类|"
    r"分類|ファイル|カテゴリ|파일|분류):",
    re.IGNORECASE,
)
WIKI_TEMPLATE = late(r"\{\{[^{}\n]{0,300}\}\}")


def wiki_links(text: str) -> Iterator[Change]:
    """Wiki markers around words: of `[[zh:上海]]` 香港 stays, of `[[A|B]]` B; files and categories go."""
    if "[" in text and "[[" in text:
        for match in WIKI_LINK.finditer(text):
            target, label = match.group(1), match.group(2)
            if WIKI_UNSEEN.match(target):
                yield Change(match.start(), match.end(), "", "wiki-links", "wiki-marker")
                continue
            start = match.start(2) if label else match.start(1)
            if not label:
                prefix = WIKI_LANGUAGE.match(text, start, match.end(1))
                start = prefix.end() if prefix else start
            yield Change(match.start(), start, "", "wiki-links", "wiki-marker")
            yield Change(match.end() - 2, match.end(), "", "wiki-links", "wiki-marker")
    if "{" in text and "{{" in text:
        for match in WIKI_TEMPLATE.finditer(text):
            yield Change(match.start(), match.end(), "", "wiki-links", "wiki-marker")


# --- Markdown ----------------------------------------------------------------------------------------------------

ADDRESS = (
    r"\((?:<[^<>\n]{0,2000}>|"
    r"[^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500}){0,3})(?:\s{1,3}[\"'][^\"\n]{0,300}[\"'])?\s{0,3}\)"
)
IMAGE = late(rf"!\[([^\[\]\n]{{0,500}})\]{ADDRESS}")
LINK = late(rf"\[((?:[^\[\]\n\\]|\\.|\[[^\[\]\n]{{0,80}}\](?!\()){{0,500}})\]{ADDRESS}")
AUTOLINK = late(r"<(?:https?://|mailto:)[^<>\s]{1,500}>")
LINK_REFERENCE = late(r"(?m)^[ ]{0,3}\[[^\[\]\n]{1,100}\]:[ \t]*\S{1,1000}[ \t]*(?:\"[^\"\n]{0,200}\")?[ \t]*$")
ESCAPE = late(r"\\([\\`*_{}\[\]()#+\-.!|>~\"'<$&:;/@^,%=?])")
EMOJI_CODE = late(r":(?<![\w:]:)[a-z][a-z0-9_+-]{1,30}:(?![A-Za-z0-9_:])")


def markdown_images(text: str) -> Iterator[Change]:
    """Images in Markdown go, with their descriptions."""
    if "!" in text and "![" in text:
        for match in IMAGE.finditer(text):
            yield Change(match.start(), match.end(), "", "markdown-images", "image-markup")


def markdown_links(text: str) -> Iterator[Change]:
    """Of `[text](address)` the text stays; bare addresses in angle brackets and reference lines go."""
    if "[" in text and "](" in text:
        for match in LINK.finditer(text):
            yield Change(match.start(), match.start(1), "", "markdown-links", "markdown-link")
            yield Change(match.end(1), match.end(), "", "markdown-links", "markdown-link")
    if ":" in text and ("://" in text or "mailto:" in text):
        for match in AUTOLINK.finditer(text):
            yield Change(match.start(), match.end(), "", "markdown-links", "markdown-link")
        if "]:" in text:
            for match in LINK_REFERENCE.finditer(text):
                yield Change(match.start(), match.end(), "", "markdown-links", "markdown-link")


def markdown_escapes(text: str) -> Iterator[Change]:
    """Backslashes that a converter put before signs: `晶圓\\-封裝`, and emoji codes such as `:house:`."""
    if "\\" in text:
        for match in ESCAPE.finditer(text):
            yield Change(match.start(), match.start() + 1, "", "markdown-escapes", "escape")
    if text.count(":") >= 2:
        for match in EMOJI_CODE.finditer(text):
            yield Change(match.start(), match.end(), "", "markdown-escapes", "escape")


RULES = (
    Rule(
        "html-tags",
        "html",
        "HTML tags go, their text stays; scripts and ruby readings go whole.",
        "<span class=x>Text</span>",
        html_tags,
    ),
    Rule("bbcode", "bbcode", "Forum markup goes, its text stays; embedded images go whole.", "[b]重点[/b]", bbcode),
    Rule("wiki-links", "wiki-marker", "Wiki markers go, the word stays.", "[[zh:上海]]", wiki_links),
    Rule("markdown-images", "image-markup", "Markdown images go.", "![芯片](chip.jpg)", markdown_images),
    Rule(
        "markdown-links",
        "markdown-link",
        "Of a Markdown link the text stays.",
        "[輝達](https://example.org/)",
        markdown_links,
    ),
    Rule(
        "markdown-escapes",
        "escape",
        "Backslashes before signs and emoji codes go.",
        "晶圓\\-封裝",
        markdown_escapes,
    ),
)

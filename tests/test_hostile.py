"""Captured text is hostile: nothing in it becomes live, template expressions stay text, all input ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from sitegen.build import Options, build
from sitegen.clean import clean
from tests.shared import shared
from tests.sites import lay_out, pages

OWN = (
    "<script>alert(1)</script>",
    "<scr[[zh:]]ipt>alert(1)</scr[[zh:]]ipt>",
    "<sc(bàodào)ript>alert(1)</sc(bàodào)ript>",
    "＜script＞alert(1)＜/script＞",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt;alert(2)&amp;lt;/script&amp;gt;",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "[点这里](javascript:alert(1)) [hier](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/pixel.gif)",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "--><!-- ]]> <![CDATA[<script>alert(1)</script>]]>",
    "</title></textarea></script></style><script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %> {{ config.items() }}",
    "\u202etxt.exe\u202c \u2066invisible\u2069 \x1b[2J \x00 \ufffe \ud83d",
    "`${alert(1)}` \" onmouseover=\"alert(1)\" ' autofocus onfocus='alert(1)",
    "<form action=https://evil.example><button formaction=javascript:alert(1)>x</button></form>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src onerror=alert(1)&gt;\">",
)  # fmt: skip

URL_ATTRIBUTES = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "xlink:href",
    "srcdoc",
    "srcset",
)
OUR_SCRIPTS = ("static/popups.js", "static/search.js", "static/search-engine.js", "search/fold.js")
LIVE = ("script", "iframe", "object", "embed", "base", "form", "frame", "applet", "style", "audio", "video", "template")


def article(payloads: Sequence[str], marker: str) -> str:
    """An article with the payloads in its title, address, publisher, byline, notes and text."""
    first = payloads[0].encode("utf-8", "replace").decode().replace("\x00", "")
    quoted = json.dumps(f"{marker} {first}"[:150], ensure_ascii=False).encode("utf-8", "replace").decode()
    body = "\n\n".join(
        f"研究人员说，第{number}段文字里有这样一句话：{payload} ——这句话来自不可信的网页，应当原样显示为文字。"
        for number, payload in enumerate(payloads)
    )
    body = f"研究人员周二公布了一份来自不可信网页的句子清单，并说明它们都应当原样显示为文字。\n\n{body}"
    return (
        f"---\ntitle: {quoted}\nlang: zh-Hans\npublished: 2024-04-02\n"
        f"source:\n  publisher: {quoted}\n  byline: {quoted}\n  relays: [{quoted}]\nwhy: {{en: {quoted}}}\n"
        f"notes:\n- quote: 来自不可信网页的句子清单\n  note: {quoted}\n  by: {quoted}\n---\n{body}\n"
    )  # fmt: skip


def faults(page: bytes) -> Iterator[str]:
    """Everything live in a page that does not come from the theme, found with a real HTML parser."""
    document: Any = html5lib.parse(page.decode(), namespaceHTMLElements=False)
    for element in document.iter():
        if not isinstance(element, Element) or not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2].lower()
        yield from _live_element(tag, element)
        for name, value in element.attrib.items():
            attribute = name.rpartition("}")[2].lower()
            if attribute.startswith("on"):
                yield f"handler {attribute}={value!r}"
            if attribute == "style":
                yield f"inline style {value!r}"
            if attribute in URL_ATTRIBUTES:
                yield from _live_address(tag, attribute, value.strip())


def _live_element(tag: str, element: Element) -> Iterator[str]:
    if tag == "script" and element.get("type") == "application/ld+json":
        json.loads(element.text or "")
    elif tag == "script" and not (element.get("src") or "").endswith(OUR_SCRIPTS):
        yield f"script {element.get('src')!r} {(element.text or '')[:60]!r}"
    elif tag in LIVE and tag not in ("script", "form"):
        yield f"element {tag}"
    elif tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
        yield "meta refresh"


def _live_address(tag: str, attribute: str, value: str) -> Iterator[str]:
    scheme = "".join(value.split()).lower()
    if scheme.startswith(("javascript:", "vbscript:", "data:", "blob:", "file:")):
        yield f"{tag} {attribute}={value[:80]!r}"
    if tag in ("img", "link", "script", "source") and "//" in value and tag != "link":
        yield f"foreign load {tag} {attribute}={value[:80]!r}"


def check(folder: Path, payloads: Sequence[str]) -> None:
    """Builds a site whose articles hold the payloads, and looks at every page of it."""
    chunks = [payloads[at : at + 40] for at in range(0, len(payloads), 40)]
    files = ['-- sitegen.toml --\ntitle = "Probe"\neditions = ["zh-Hans", "en"]\n']
    for number, chunk in enumerate(chunks):
        text = article(chunk, f"M{number}").encode("utf-8", "replace").decode()
        files.append(f"-- content/articles/a{number}.md --\n{text}")
    lay_out(folder, "".join(files))
    outcome = build(folder, Options(jobs=1, cache=False))
    assert outcome.published, [problem.message for problem in outcome.problems if problem.severity == 2][:5]
    for path, content in pages(folder).items():
        if path.endswith(".html"):
            assert list(faults(content)) == [], path
        if path.endswith(".xml"):
            html5lib.parse(content.decode())
            assert b"<script" not in content


def test_nothing_in_our_own_payloads_becomes_live(tmp_path: Path) -> None:
    check(tmp_path, OWN)
    for page in ("articles/a0.html", "captures/a0.html"):
        assert "\u202e" not in (tmp_path / "build/site" / page).read_text(encoding="utf-8")
    assert "{{ 7*7 }} {% raw %}" in (tmp_path / "build/site/captures/a0.html").read_text(encoding="utf-8")


def test_template_expressions_stay_text(tmp_path: Path) -> None:
    lay_out(tmp_path, "-- content/articles/a.md --\n" + article(["{{ 7*7 }} {{ page.root }}"], "X"))
    build(tmp_path, Options(jobs=1, cache=False))
    assert "<title>X {{ 7*7 }} {{ page.root }}" in (tmp_path / "build/site/articles/a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "bleach",
        "blns",
        "dompurify",
        "h5sc",
        "html5lib_sanitizer",
        "owasp",
        "payloadbox",
        "payloadsallthethings",
        "ssti",
    ],
)
def test_nothing_in_public_payload_lists_becomes_live(tmp_path: Path, name: str) -> None:
    payloads = json.loads(shared(f"hostile/{name}.json").read_text(encoding="utf-8"))["payloads"]
    check(tmp_path, [str(payload) for payload in payloads][:600])


@pytest.mark.parametrize(
    "text",
    [
        "字" * 1_000_000,
        "[" * 300_000,
        "(" * 300_000 + ")" * 300_000,
        " " * 500_000 + "x",
        "[[zh:" * 50_000,
        "a" * 500_000 + "!",
        "<" * 200_000,
        "&amp;" * 100_000,
        "1,1" * 100_000,
        "> " * 50_000,
    ],
    ids=["one line", "brackets", "nested", "spaces", "links", "word", "tags", "entities", "digits", "quotes"],
)
def test_monstrous_captures_end(text: str) -> None:
    """A quadratic rule would take hours here; the runner's time limit is the clock."""
    cleaned = clean(f"标题\n\n{text}\n\n这是一段正常的文字，说明文章还在继续。")
    assert all(0 <= edit.span.start <= edit.span.end <= len(cleaned.capture) for edit in cleaned.edits)


def test_a_capture_that_is_no_article_is_refused_with_a_clear_error(tmp_path: Path) -> None:
    lay_out(tmp_path, "-- content/articles/a.md --\n" + "很长的一行，" * 100_000)
    outcome = build(tmp_path, Options(jobs=1, cache=False))
    assert [(problem.code, problem.message) for problem in outcome.problems if problem.severity == 2] == [
        ("too-large", "this capture has 600,000 characters: that is no article")
    ]

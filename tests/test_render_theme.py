"""The theme's files, and that docs/theme.md tells of all of them."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from sitegen.render import packed_theme
from sitegen.render.theme import environment, highlighted

DOCS = (Path(__file__).resolve().parent.parent / "docs" / "theme.md").read_text(encoding="utf-8")
STYLE = (packed_theme() / "static" / "style.css").read_text(encoding="utf-8")


def test_every_template_compiles_and_is_documented() -> None:
    templates = sorted(file.name for file in (packed_theme() / "templates").glob("*.html"))
    compiled = environment((packed_theme(),))
    for name in templates:
        compiled.get_template(name)
        assert f"`{name}`" in DOCS, name


def test_every_custom_property_is_documented_and_used() -> None:
    properties = set(re.findall(r"^\s+(--[\w-]+):", STYLE, re.MULTILINE))
    assert {"--paper", "--ink", "--measure"} <= properties
    for name in properties:
        assert f"`{name}`" in DOCS, name
        assert f"var({name})" in STYLE, name


def test_light_and_dark_set_the_same_colours() -> None:
    root, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    colours = [set(re.findall(r"(--[\w-]+): #", block)) for block in (root, dark)]
    assert colours[0] == colours[1]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours `#rrggbb`."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_seven_to_one_and_marks_and_lines_three_to_one_in_light_and_dark() -> None:
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]:
        colours = dict(re.findall(r"(--[\w-]+): (#\w{6})", block))
        for ground in ("--paper", "--raised"):
            for text in ("--ink", "--soft", "--link", "--accent"):
                assert contrast(colours[text], colours[ground]) >= 7, (text, ground)
            assert contrast(colours["--line"], colours[ground]) >= 3, ground
        for ground in ("--marked", "--added", "--gone"):
            assert contrast(colours["--ink"], colours[ground]) >= 7, ground


def test_no_font_and_nothing_else_is_fetched_by_the_style_sheet() -> None:
    assert not re.search(r"url\(|@import|@font-face", STYLE)


def test_code_is_coloured_by_its_language_and_plain_where_that_is_unknown() -> None:
    assert '<span class="k">' in highlighted("if x:\n    pass\n", "python")
    assert highlighted("<芯片>", "no-such-language") == "&lt;芯片&gt;"
    assert "<script" not in highlighted("<script>alert(1)</script>", "html")


def test_values_are_escaped_once_and_markup_stays_markup() -> None:
    template = environment((packed_theme(),)).from_string(
        "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}"
        "{{ a }} {{ m(a) }} {{ a ~ b }} {{ b }} {{ 1 + 1 }} {{ t('key', n=a) }} {{ a|upper }}"
        "{% set c %}<i>{{ a }}</i>{% endset %} {{ c }}{% autoescape false %} {{ a }}{% endautoescape %}"
    )

    def t(key: str, n: str) -> str:
        return f"<{key} {n}"

    assert template.render(a="<&", b=Markup("<br>"), t=t) == (
        "&lt;&amp; <b>&lt;&amp;</b> &lt;&amp;<br> <br> 2 &lt;key &lt;&amp; &lt;&amp; <i>&lt;&amp;</i> &lt;&amp;"
    )

"""Editors' Markdown as part of a page: languages of parts, highlighted code, headings that fit under the title."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from markupsafe import Markup

from sitegen.render.markup import html_runs, visible_lines
from sitegen.render.scripts import OTHER_SCRIPT, in_script
from sitegen.render.theme import highlighted

CODE_BLOCK = re.compile(r'<pre><code(?: class="language-([\w+#.-]+)")?>(.*?)</code></pre>', re.DOTALL)
HEADING = re.compile(r"<(/?)h([1-6])>")


@lru_cache(maxsize=256)
def prose(text: str, lang: str, edition: str) -> Markup:
    """Markdown as HTML that is safe in a page; in a `div` with `lang` where it is not in the page's language.

    Chinese words of an editor appear in the script of a Chinese edition.
    """
    from sitegen.markdown import render_markdown

    if lang.startswith("zh") and edition in OTHER_SCRIPT:
        text, lang = in_script(text, edition), edition
    shown = html_runs(CODE_BLOCK.sub(_code, _stepwise(render_markdown(visible_lines(text)))), lang)
    return shown if lang == edition else Markup('<div lang="{}">{}</div>').format(lang, shown)


def _code(match: re.Match[str]) -> str:
    """A fenced block, coloured where its language is known, and scrollable by the keyboard."""
    language, code = match.groups()
    inner = highlighted(html.unescape(code), language) if language else code
    return f'<pre tabindex="0"><code>{inner}</code></pre>'


def _stepwise(rendered: str) -> str:
    """The HTML with headings from `<h2>` on and none left out: editors begin with `#`, `##` or `###` as they please."""
    levels = [int(level) for slash, level in HEADING.findall(rendered) if not slash]
    if not levels:
        return rendered
    stack: list[int] = []
    fitting: list[int] = []
    for level in levels:
        while stack and stack[-1] >= level:
            stack.pop()
        stack.append(level)
        fitting.append(min(len(stack) + 1, 6))
    found = iter(fitting)
    current = 2

    def replaced(match: re.Match[str]) -> str:
        nonlocal current
        current = current if match[1] else next(found)
        return f"<{match[1]}h{current}>"

    return HEADING.sub(replaced, rendered)

"""A file becomes an article: byte-exact, with front matter that can be read, never over another."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.clean import clean
from sitegen.frontmatter import read_front_matter
from sitegen.intake import Imported, IntakeError, SourceRule, import_capture, summary
from sitegen.intake.capture import make_slug, scalar
from sitegen.load import SLUG
from sitegen.model import Facts
from tests.shared import shared

DAY = datetime(2024, 5, 1, 12, 0)
TEXT = """示例资讯网 > 科技 > 正文

商务部公布新规:八月起出口须经许可

www.shili.example.org | 2024-04-02 08:04:27  样例晨报 | 0条评论

中国商务部公布了新的规则,从八月起开始执行。未经许可出口的,由海关依法处理,企业可以提前申请。

两种金属用途很广,从手机充电器、雷达到光纤都少不了。业内人士认为,短期内价格会上涨,买家正赶着备货。
"""
PAGE = """<html><head><meta charset="{charset}"><title>{title} - 范例在线</title>
<meta property="og:site_name" content="范例在线">
<meta property="article:published_time" content="2024-04-02T09:00:00+08:00">
<link rel="canonical" href="https://www.fanli.example/a/1.html"></head><body><h1>{title}</h1>
<p>中国商务部公布了新的规则,从八月起开始执行。未经许可出口的,由海关依法处理,企业可以提前申请。</p>
<p>两种金属用途很广,从手机充电器、雷达到光纤都少不了。业内人士认为,短期内价格会上涨,买家正赶着备货。</p></body></html>"""


def detect(text: str) -> Facts:
    return clean(text).facts


def take(raw: bytes, name: str = "a.txt", existing: tuple[str, ...] = (), **more: object) -> Imported:
    return import_capture(raw, name, existing=existing, now=DAY, detect=detect, **more)  # type: ignore[arg-type]


def page(title: str = "八月起出口须经许可", charset: str = "utf-8") -> bytes:
    return PAGE.format(title=title, charset=charset).encode(charset)


def test_pasted_text_is_kept_byte_for_byte_behind_its_front_matter() -> None:
    raw = TEXT.replace("\n", "\r\n").encode()
    imported = take(raw)
    assert imported.content.endswith(b"\n---\n" + raw)
    assert imported.original is None
    assert imported.filename == "2024-04-02-shang-wu-bu-gong-bu-xin-gui-ba-yue-qi-chu-kou-xu.txt"


def test_front_matter_holds_what_was_found() -> None:
    front = read_front_matter("content/articles/a.txt", take(TEXT.encode()).content.decode()).front
    assert (front.title, front.lang) == ("商务部公布新规:八月起出口须经许可", "zh-Hans")
    assert (front.published, front.captured, front.publisher) == ("2024-04-02", "2024-05-01", "示例资讯网")


def test_a_text_in_another_encoding_becomes_utf_8_and_is_kept_beside() -> None:
    raw = TEXT.encode("gb18030")
    imported = take(raw)
    assert imported.content.decode().endswith(TEXT)
    assert imported.original == (f"{imported.slug}.txt", raw)
    assert imported.found["encoding"] == "gb18030"


def test_a_saved_page_is_kept_beside_its_text() -> None:
    pytest.importorskip("trafilatura", reason="needs the extra html")
    raw = page(charset="gb2312")
    imported = take(raw, "saved page.htm")
    assert imported.filename == "2024-04-02-ba-yue-qi-chu-kou-xu-jing-xu-ke.md"
    assert imported.original == (f"{imported.slug}.htm", raw)
    read = read_front_matter("content/articles/a.md", imported.content.decode())
    assert read.problems == ()
    assert (read.front.publisher, read.front.url) == ("范例在线", "https://www.fanli.example/a/1.html")
    assert "两种金属用途很广" in imported.content.decode()[read.body :]


def test_a_page_on_standard_input_is_known_by_its_beginning() -> None:
    pytest.importorskip("trafilatura", reason="needs the extra html")
    imported = take(b"\n<!-- saved -->\n" + page(), "-")
    assert imported.original
    assert imported.original[0].endswith(".html")
    assert imported.found["title"] == "八月起出口须经许可"


def test_a_web_archive_is_opened() -> None:
    pytest.importorskip("trafilatura", reason="needs the extra html")
    message = EmailMessage()
    message["Subject"] = "saved"
    message.set_content(page().decode(), subtype="html", charset="utf-8", cte="quoted-printable")
    message.make_related()
    imported = take(message.as_bytes(), "saved.mhtml")
    assert imported.found["title"] == "八月起出口须经许可"
    assert imported.original == (f"{imported.slug}.mhtml", message.as_bytes())


def test_nothing_is_overwritten() -> None:
    slug = take(TEXT.encode()).slug
    with pytest.raises(IntakeError, match=f"«{slug}»"):
        take(TEXT.encode(), existing=(slug.upper(),))
    assert take(TEXT.encode(), existing=(slug,), slug="another-name").filename == "another-name.txt"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\x00\x01\x02\x03\x00\x00\xff\xfe\x00", "not a text"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(raw: bytes, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        take(raw, "x")


def test_a_capture_that_begins_like_front_matter_stays_a_capture() -> None:
    raw = b"---\ntitle: [not ours\n---\n" + TEXT.encode()
    read = read_front_matter("content/articles/a.txt", take(raw).content.decode())
    assert read.problems == ()
    assert take(raw).content.decode()[read.body :] == raw.decode()


def test_what_is_missing_is_told() -> None:
    imported = take("只有一句话的短文,没有日期也没有出处。\n".encode())
    assert any("day of publication" in doubt for doubt in imported.doubts)
    assert "check:" in summary(imported)


def test_a_rule_corrects_the_publisher_of_a_page() -> None:
    pytest.importorskip("trafilatura", reason="needs the extra html")
    rules = (SourceRule(host="fanli.example", publisher="范例在线新闻"),)
    assert take(page(), "a.html", rules=rules).found["publisher"] == "范例在线新闻"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("美国扩大芯片出口限制（A800、H800列入禁令）", "2024-04-02-mei-guo-kuo-da-xin-pian-chu-kou-xian-zhi-a800"),
        ("輝達與台積電", "2024-04-02-hui-da-yu-tai-ji-dian"),
        ("Über Größe: Chips für Österreich", "2024-04-02-ueber-groesse-chips-fuer-oesterreich"),
        ("Élysée – l’intelligence", "2024-04-02-elysee-l-intelligence"),
        ("GPT-4 & friends", "2024-04-02-gpt-4-friends"),
    ],
)
def test_addresses_are_plain_and_tell_the_title(title: str, slug: str) -> None:
    assert make_slug(title, "2024-04-02", b"") == slug


def test_a_title_without_letters_gives_an_address_that_stays() -> None:
    assert make_slug("……", None, b"x") == make_slug("？", None, b"x")
    assert SLUG.match(make_slug("", None, b"x"))


@given(st.text(max_size=80))
@example("2024-04-02")
@example("no")
@example("a: b # c")
@example("«x»: {y}\u2028\x85\x07\\")
def test_any_value_survives_yaml(value: str) -> None:
    one_line = " ".join(value.split())
    if one_line and one_line.encode("utf-8", "ignore").decode() == one_line:
        head = f"---\ntitle: {scalar(one_line)}\n---\n"
        read = read_front_matter("a.md", head)
        assert read.problems == ()
        assert read.front.title == one_line


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_text_gives_a_readable_article_or_a_reason(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "replace")
    try:
        imported = take(raw)
    except IntakeError:
        return
    assert SLUG.match(imported.slug)
    content = imported.content.decode("utf-8")
    read = read_front_matter("content/articles/a.txt", content)
    assert read.problems == ()
    assert imported.original is not None or imported.content.endswith(raw)


def test_the_development_captures_are_imported_with_their_dates() -> None:
    days = {}
    for path in sorted(Path(shared("seeds")).glob("*.txt")):
        imported = take(path.read_bytes(), path.name)
        assert imported.content.endswith(path.read_bytes())
        days[path.name[:3]] = imported.found.get("published")
    assert days == {"000": "2024-04-02", "001": "2024-03-19", "002": "2024-08-01", "003": None, "004": None}

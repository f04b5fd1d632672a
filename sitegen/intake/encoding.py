"""Bytes → text. The encoding is weighed, never taken on trust: a page's own `charset` is wrong about once in seven.

Each candidate encoding decodes the bytes, and the surprise of what comes out is added up: a character costs -ln of how
often it is met (ideographs: shares in the word list of jieba; other characters: by block). The wrong table gives rare
ideographs, private-use characters and Latin letters in odd company, so it costs more. charset-normalizer is asked only
where no candidate fits.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sitegen.script import simplified_characters
from sitegen.words import character_surprise

LEGACY = ("gb18030", "big5hkscs", "windows-1252", "shift_jis", "euc_jp", "euc_kr", "windows-1251", "windows-1250")
"""Encodings that are weighed against UTF-8, in order of how often news pages in them are met."""

UNLIKELY = {
    "utf-8": -4.0, "gb18030": 0.0, "big5hkscs": 1.0, "windows-1252": 2.0,
    "shift_jis": 7.0, "euc_jp": 8.0, "euc_kr": 8.0, "windows-1251": 9.0, "windows-1250": 10.0,
}  # fmt: skip
"""Nats that an encoding starts with, before any byte is seen."""

DECLARED_BONUS = 6.0
"""Nats in favour of the encoding that the page declares: decides a short text, never a long one."""

LABELS = {
    "utf8": "utf-8", "utf-8": "utf-8", "unicode-1-1-utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030",
    "gb18030": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "hz-gb-2312": "gb18030",
    "chinese": "gb18030", "csgb2312": "gb18030", "big5": "big5hkscs", "big-5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "cp950": "big5hkscs", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs", "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252", "iso-8859-15": "windows-1252",
    "us-ascii": "windows-1252", "ascii": "windows-1252", "cp1252": "windows-1252", "windows-1252": "windows-1252",
    "shift_jis": "shift_jis", "shift-jis": "shift_jis", "sjis": "shift_jis", "x-sjis": "shift_jis", "euc-jp": "euc_jp",
    "euc-kr": "euc_kr", "ks_c_5601-1987": "euc_kr", "windows-1251": "windows-1251", "windows-1250": "windows-1250",
    "iso-8859-2": "windows-1250",
}  # fmt: skip
"""Names that pages use, as browsers read them (WHATWG Encoding): `gb2312` means GB18030, `iso-8859-1` windows-1252."""

SHOWN = {"big5hkscs": "big5", "shift_jis": "shift_jis", "euc_kr": "euc-kr", "euc_jp": "euc-jp"}

SAMPLE = 120_000
"""Bytes with anything beyond ASCII that are weighed; the rest of a larger file is decoded like them."""

DAMAGE = 14.0
"""Nats for a byte that the encoding cannot read."""

NOT_UTF8 = 40.0
"""Nats against UTF-8 where a third of what it reads beyond ASCII is damage."""

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
NON_ASCII_LINE = re.compile(rb"[^\n<>\x80-\xff]{0,200}[\x80-\xff][^\n<>]{0,4000}")
LATIN_BESIDE_LATIN = re.compile("[\u0080-\u024f\u0400-\u04ff]{2}")
UPPER_AFTER_LOWER = re.compile("[а-яà-öø-ÿ][А-ЯÀ-ÖØ-Þ]")
CYRILLIC_BESIDE_LATIN = re.compile("[A-Za-z\u00c0-\u024f][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z\u00c0-\u024f]")
WIDE_INSIDE_WORD = re.compile("(?<=[a-z])[\u3040-\u9fff\uac00-\ud7a3](?=[a-z])")
"""`zur點k`: a letter with an umlaut and the letter after it, read as one ideograph."""

META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
SURE = 0.98
"""Below this confidence the reader is told to look."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and how sure its encoding is."""

    text: str
    encoding: str
    """`utf-8`, `gb18030`, `big5`, `windows-1252`, …"""
    confidence: float
    """Probability, from 0 to 1, that no other encoding of those weighed was meant."""
    problems: tuple[str, ...] = ()
    """What an editor must know: damaged bytes, a declaration that is wrong, a choice that is not certain."""


def decode(raw: bytes, *, declared: str | None = None) -> Decoded:
    """The text of some bytes in whatever encoding they are; never raises, and says so wherever it is unsure.

    `declared` is what came with the bytes from outside (an HTTP header); a `charset` in the page is read here.
    Line ends become `\\n`.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return _finish(raw[len(mark) :], encoding, 1.0, None)
    if wide := _utf16_without_mark(raw):
        return _finish(raw, wide, 0.9, None)
    said = declared_encoding(raw, declared)
    if raw.isascii():
        return _finish(raw, "utf-8", 1.0, None)
    ranked = sorted(_costs(raw, said))
    (best, encoding), (second, _) = ranked[0], ranked[1]
    confidence = 1 / (1 + math.exp(min(max(best - second, -700.0), 0.0)))
    if encoding != "utf-8" and best > 1.6 * _plausible(raw) and (other := _second_opinion(raw)):
        return _finish(raw, other, 0.5, said)
    return _finish(raw, encoding, confidence, said)


def declared_encoding(raw: bytes, outside: str | None = None) -> str | None:
    """The encoding that the page claims, by its Python name; None where it claims none that is known."""
    found = XML_ENCODING.search(raw[:400]) or META_CHARSET.search(raw[:8192])
    for name in (outside, found[1].decode("ascii") if found else None):
        if name and (known := LABELS.get(name.strip().lower())):
            return known
    return None


def _utf16_without_mark(raw: bytes) -> str | None:
    """UTF-16 shows as a zero in every other byte wherever the text is ASCII, which no other encoding has."""
    sample = raw[:4000]
    if len(sample) < 4 or len(raw) % 2 or b"\x00" not in sample:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, half // 50) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _costs(raw: bytes, said: str | None) -> Iterator[tuple[float, str]]:
    sample = b"\n".join(_non_ascii_parts(raw))
    for encoding in ("utf-8", *LEGACY):
        text = sample.decode(encoding, "replace")
        bonus = DECLARED_BONUS if encoding == said else 0.0
        if encoding == "utf-8" and text.count("\ufffd") * 3 > len(BEYOND_ASCII.findall(text)):
            bonus -= NOT_UTF8
        yield surprise(text, single_byte=encoding.startswith("windows")) + UNLIKELY[encoding] - bonus, encoding


def _non_ascii_parts(raw: bytes) -> Iterator[bytes]:
    """The stretches that tell encodings apart: text around non-ASCII bytes, between tags and line ends.

    `<`, `>` and the line feed are never the second byte of a character in any encoding weighed here.
    """
    size = 0
    for match in NON_ASCII_LINE.finditer(raw):
        yield match[0]
        size += len(match[0])
        if size > SAMPLE:
            return


def surprise(text: str, *, single_byte: bool = False) -> float:
    """How unlikely a text is, in nats: the sum over its characters of -ln(how often such a character is met)."""
    known = _character_costs()
    total = 0.0
    for character, count in Counter(text).items():
        cost = known.get(character)
        total += (cost if cost is not None else _block_cost(ord(character))) * count
    if single_byte:
        total += 3.0 * len(LATIN_BESIDE_LATIN.findall(text)) + 4.0 * len(UPPER_AFTER_LOWER.findall(text))
    else:
        total += 6.0 * len(WIDE_INSIDE_WORD.findall(text))
    return total + 4.0 * len(CYRILLIC_BESIDE_LATIN.findall(text))


COMMON = 4500
"""Ideographs that have a cost of their own."""


@cache
def _character_costs() -> dict[str, float]:
    costs = {character: float(round(cost)) for character, cost in character_surprise(COMMON).items()}
    costs |= {
        traditional: costs[simplified] + 0.5
        for traditional, simplified in simplified_characters().items()
        if traditional not in costs and simplified in costs
    }
    costs |= dict.fromkeys("abcdefghijklmnopqrstuvwxyz0123456789 \n\t\r", 3.0)
    costs |= dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-/\"'=:;()", 3.8)
    costs |= dict.fromkeys("，。、：；“”‘’《》「」『』（）！？·—…\u3000【】", 4.0)
    costs |= dict.fromkeys("─│", 6.0)
    costs |= dict.fromkeys("äöüßéèàçêóíáñ", 4.5) | dict.fromkeys("ÄÖÜÉÀâîôûëïúœãõ«»„–\u00a0\u00ad©®°§€øå", 5.5)
    costs |= dict.fromkeys("のはにをがでとたしていなるれすかもらりくまこさきっんうあけよそめじだどせ", 4.5)
    costs |= dict.fromkeys("이다는에을의하고가지은로한를기도사서인대어자리나일그수아시해정원", 4.5)
    costs[" "] = 2.5
    costs["\ufffd"] = DAMAGE
    return costs


BLOCK_COSTS = (
    (0x0009, 18.0), (0x000E, 20.0), (0x0020, 4.5), (0x007F, 20.0), (0x00A0, 9.0), (0x00C0, 8.0), (0x0180, 12.0),
    (0x0370, 11.0), (0x0400, 8.0), (0x0410, 7.5), (0x0430, 6.0), (0x0450, 9.0), (0x0530, 11.0), (0x1E00, 10.0),
    (0x2000, 7.0), (0x2070, 9.0), (0x2600, 11.0), (0x3000, 7.0), (0x3040, 7.5), (0x30A0, 6.0), (0x3100, 9.0),
    (0x3200, 11.0), (0x3400, 18.0), (0x4E00, 15.0), (0xA000, 18.0), (0xAC00, 8.0), (0xD7B0, 18.0), (0xE000, 21.0),
    (0xF900, 18.0), (0xFE00, 14.0), (0xFF01, 6.5), (0xFF61, 14.0), (0xFFA0, 18.0), (0x1F300, 9.0), (0x1FB00, 18.0),
    (0x20000, 17.0), (0x30000, 21.0),
)  # fmt: skip
"""First code point of a stretch, and the cost of a character there that has no cost of its own."""


@cache
def _block_cost(code: int) -> float:
    cost = 20.0
    for start, value in BLOCK_COSTS:
        if code < start:
            break
        cost = value
    return cost


def _plausible(raw: bytes) -> float:
    """What ordinary text of these bytes costs: the worst of two bytes an ideograph and a byte a letter."""
    return sum(len(part) for part in _non_ascii_parts(raw)) * 4.6 + 30.0


def _second_opinion(raw: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:SAMPLE]).best()
    return best.encoding if best and best.encoding not in ("ascii", "utf_8") else None


def _finish(raw: bytes, encoding: str, confidence: float, said: str | None) -> Decoded:
    problems: list[str] = []
    text, damaged = _read(raw, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = SHOWN.get(encoding, encoding)
    if damaged:
        confidence = min(confidence, 0.9)
        where = ", ".join(str(line) for line in damaged[:5]) + (", …" if len(damaged) > 5 else "")
        problems.append(f"some bytes cannot be read as {shown}; look at line {where}")
    elif confidence < SURE:
        problems.append(f"the encoding is not certain, read as {shown} ({confidence:.0%}): is the text right?")
    if said and said != encoding and not (raw.isascii()):
        problems.append(f"the page says it is {SHOWN.get(said, said)}, but its bytes are {shown}")
    return Decoded(text, shown, round(confidence, 4), tuple(problems))


def _read(raw: bytes, encoding: str) -> tuple[str, list[int]]:
    """The text, and the numbers of the lines with bytes that the encoding cannot read.

    Such a line is read as UTF-8, GB18030 or Big5 where it fits one of them whole: a forum puts a comment in another
    encoding than the page, a script joins two files.
    """
    try:
        return raw.decode(encoding), []
    except UnicodeDecodeError:
        pass
    if encoding == "big5hkscs":
        try:  # Microsoft's table has a few signs (€, ‧) that Hong Kong's lacks
            return raw.decode("cp950"), []
        except UnicodeDecodeError:
            pass
    if encoding.startswith("utf-16"):
        return raw.decode(encoding, "replace"), [1]
    texts: list[str] = []
    damaged: list[int] = []
    for number, line in enumerate(raw.replace(b"\r\n", b"\n").split(b"\n"), start=1):
        try:
            texts.append(line.decode(encoding))
        except UnicodeDecodeError:
            damaged.append(number)
            texts.append(_read_line(line, encoding))
    return "\n".join(texts), damaged


def _read_line(line: bytes, encoding: str) -> str:
    kept = line.decode(encoding, "replace")
    best, text = surprise(kept), kept
    for other in ("utf-8", "gb18030", "big5hkscs"):
        try:
            read = line.decode(other)
        except UnicodeDecodeError:
            continue
        if (cost := surprise(read) + 4.0) < best:
            best, text = cost, read
    return text

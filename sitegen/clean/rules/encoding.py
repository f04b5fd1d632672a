"""Damage done by wrong encodings: mojibake, quoted-printable, entities, invisible characters, ligatures."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sitegen.clean.draft import Change
from sitegen.clean.rule import Rule
from sitegen.patterns import late

UNUSUAL = late(
    "[^\t\n -~\u00a7\u00ab\u00b0\u00b7\u00bb\u00c4\u00d6\u00dc\u00df\u00e0\u00e1\u00e4"
    "\u00e7-\u00eb\u00ed\u00ee\u00ef\u00f1\u00f3\u00f4\u00f6\u00f9-\u00fc\u0153\u2013\u2014"
    "\u2018-\u201e\u2026\u20ac\u3001-\u3011\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff0f\uff1a-\uff20]"
)
"""Characters that ordinary text has none of; without them there is nothing to repair in a text's characters."""


@lru_cache(maxsize=1)  # half a dozen rules in a row ask for the same text
def unusual(text: str) -> str:
    """The unusual characters of a text, each once."""
    return "".join(dict.fromkeys(UNUSUAL.findall(text)))


# --- quoted-printable --------------------------------------------------------------------------------------------

QUOTED_RUN = late(r"(?<!\?)(?:=[0-9A-F]{2}|=\r?\n)+")
QUOTED_SIGN = late(r"=(?:[89A-F][0-9A-F]|3D|20)")
CHARSET = late(r"charset=\"?([\w-]{3,20})", re.IGNORECASE)


def quoted_printable(text: str) -> Iterator[Change]:
    """Bytes that a mail program wrote as `=E8=8A=AF`, and its soft line breaks."""
    if "=" not in text or len(QUOTED_SIGN.findall(text[:200_000])) < 6:
        return
    declared = CHARSET.search(text)
    charsets = ["utf-8", *([declared.group(1)] if declared else []), "gb18030", "cp1252"]
    for match in QUOTED_RUN.finditer(text):
        run = re.sub(r"=\r?\n", "", match.group())
        raw = bytes.fromhex(run.replace("=", ""))
        for charset in charsets:
            try:
                decoded = raw.decode(charset)
            except (UnicodeDecodeError, LookupError):
                continue
            yield Change(match.start(), match.end(), decoded, "quoted-printable", "quoted-printable")
            break


# --- mojibake ----------------------------------------------------------------------------------------------------


@cache
def _single_bytes() -> dict[str, int]:
    """Characters that stand for one byte of text read as windows-1252 (or, for undefined bytes, Latin-1)."""
    table: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        table[chr(byte)] = byte
        try:
            table[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue
    return table


_CONTINUE = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
_CONTINUE += "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
MOJIBAKE = late(
    f"(?:[\u00c2-\u00df][{_CONTINUE}]|[\u00e0-\u00ef][{_CONTINUE}]{{2}}|[\u00f0-\u00f4][{_CONTINUE}]{{3}})+"
)
MOJIBAKE_START = late(f"[\u00c2-\u00f4][{_CONTINUE}]")
LOST_QUOTE = late("\u00e2\u20ac(?=[\\s,.;:!?)\\]]|$)")
LOST_SPACE = late("[\u00c2\u00c3](?= )")


def mojibake(text: str) -> Iterator[Change]:
    """UTF-8 read as windows-1252: `fÃ¼r`, `â€žZitat`, `Â 17`. Only runs that decode whole are repaired."""
    if not unusual(text) or MOJIBAKE_START.search(text) is None:
        return
    bytes_of = _single_bytes()
    found = 0
    for match in MOJIBAKE.finditer(text):
        try:
            decoded = bytes(bytes_of[c] for c in match.group()).decode("utf-8")
        except UnicodeDecodeError:
            continue
        found += 1
        yield Change(match.start(), match.end(), decoded.replace("\u00a0", " "), "mojibake", "mojibake")
    if found >= 3:  # the third byte of a closing quotation mark has no character in windows-1252 and was lost
        for match in LOST_QUOTE.finditer(text):
            yield Change(match.start(), match.end(), "”", "mojibake", "mojibake")
    if found >= 3:  # the second byte of a no-break space or an à was taken for white space: `12Â Prozent`, `Ã Paris`
        for match in LOST_SPACE.finditer(text):
            yield Change(match.start(), match.end(), "" if match.group() == "\u00c2" else "à", "mojibake", "mojibake")


GBK_AS_LATIN = late("[\u00a1-\u00ff]{4,}")
FOUR_LATIN = late("[\u00a1-\u00ff]" * 4)
"""The same written so that `re` can leap from one such letter to the next."""


def gbk_mojibake(text: str) -> Iterator[Change]:
    """Chinese in GB 2312 read as Latin-1: `ÖÐ¹úÐ¾Æ¬`. Accepted where the run gives common ideographs."""
    for match in GBK_AS_LATIN.finditer(text) if FOUR_LATIN.search(text) else ():
        run = match.group()
        if len(run) % 2:
            continue
        try:
            decoded = run.encode("latin-1").decode("gb2312")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if sum("\u4e00" <= c <= "\u9fff" for c in decoded) * 4 >= len(decoded) * 3:
            yield Change(match.start(), match.end(), decoded, "mojibake-gbk", "mojibake")


HAN_RUN = late("[\u3400-\u9fff\ue000-\uf8ff\u20ac\uff00-\uffef\u00b7\u2014]{3,}")
UTF8_AS_GBK = late("[锛銆锟鐨涓鈥鏄浜绉妗鍦鏈]")


def wrong_chinese(text: str) -> Iterator[Change]:
    """Both ways in which Chinese text is read in a wrong encoding."""
    if unusual(text):
        yield from gbk_mojibake(text)
        yield from utf8_as_gbk(text)


def utf8_as_gbk(text: str) -> Iterator[Change]:
    """UTF-8 read as GBK: `鑺墖`. Accepted where a run decodes whole and the result is mostly ideographs."""
    if len(UTF8_AS_GBK.findall(text[:50_000])) * 12 < len(text[:50_000]):
        return
    for match in HAN_RUN.finditer(text):
        try:
            decoded = match.group().encode("gb18030").decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        yield Change(match.start(), match.end(), decoded, "mojibake-gbk", "mojibake")


# --- entities ----------------------------------------------------------------------------------------------------

ENTITY = late(r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def entities(text: str) -> Iterator[Change]:
    """HTML entities, also encoded twice: `&eacute;`, `&amp;nbsp;`, `&#8220;`."""
    if "&" not in text:
        return
    for match in ENTITY.finditer(text):
        plain = match.group()
        for _ in range(4):
            decoded = html.unescape(plain)
            if decoded == plain:
                break
            plain = decoded
        plain = plain.replace("\u00a0", " ")
        if plain != match.group():
            yield Change(match.start(), match.end(), plain, "entities", "entity")


# --- characters --------------------------------------------------------------------------------------------------

ANSI = late(r"\x1b\[[0-9;]{0,12}[A-Za-z]|\[(?:[0-9]{1,2};)*[0-9]{0,2}m(?![a-z])")


def ansi_codes(text: str) -> Iterator[Change]:
    """Colour codes of a terminal or bulletin board, with or without the escape character: `[1;32m`, `[m`."""
    if "[" not in text or ("[m" not in text and "\x1b[" not in text and "[0m" not in text):
        return
    for match in ANSI.finditer(text):
        yield Change(match.start(), match.end(), "", "ansi-codes", "ansi-code")


UNSEEN = (
    "\u00ad\u180e\u200b\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\ufffc\x00-\x08\x0e-\x1f"
    "\x7f\u0084\u0086-\u009f"
)
INVISIBLE = late(f"[{UNSEEN}]+|(?<![\u0600-\u0dff])[\u200c\u200d]+(?![\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f])")
INVISIBLE_SIGN = late(f"[{UNSEEN}\u200c\u200d]")


def invisible_characters(text: str) -> Iterator[Change]:
    """Soft hyphens, zero-width spaces, direction marks and control characters."""
    if INVISIBLE_SIGN.search(unusual(text)) is None:
        return
    for match in INVISIBLE.finditer(text):
        yield Change(match.start(), match.end(), "", "invisible-characters", "invisible")


ICON = late("[\ue000-\uf8ff\U000f0000-\U000ffffd]+[ \t]?")


def icon_glyphs(text: str) -> Iterator[Change]:
    """Glyphs of an icon font, which mean nothing without it."""
    if ICON.search(unusual(text)) is None:
        return
    for match in ICON.finditer(text):
        yield Change(match.start(), match.end(), "", "icon-glyphs", "icon")


LIGATURE = late("[\ufb00-\ufb06]")
LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}


def ligatures(text: str) -> Iterator[Change]:
    """Typeset ligatures that text recognition left: `ﬁnal`."""
    if LIGATURE.search(unusual(text)) is None:
        return
    for match in LIGATURE.finditer(text):
        yield Change(match.start(), match.end(), LIGATURES[match.group()], "ligatures", "ocr-ligature")


FULL_WIDTH = late("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+(?:[．％][\uff10-\uff19]*)?")
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def full_width(text: str) -> Iterator[Change]:
    """Full-width digits and letters: `２０２４`, `ＡＩ`. Full-width punctuation stays."""
    if FULL_WIDTH.search(unusual(text)) is None:
        return
    for match in FULL_WIDTH.finditer(text):
        run = match.group()
        if run[-1] == "％":
            run = run[:-1].translate(NARROW) + "％"
            if run == match.group():
                continue
            yield Change(match.start(), match.end() - 1, run[:-1], "full-width", "full-width")
        else:
            yield Change(match.start(), match.end(), run.translate(NARROW), "full-width", "full-width")


RULES = (
    Rule(
        "quoted-printable",
        "quoted-printable",
        "Bytes written as =XX by a mail program become characters.",
        "=E8=8A=AF=E7=89=87",
        quoted_printable,
    ),
    Rule("mojibake", "mojibake", "UTF-8 that was read as windows-1252 becomes readable.", "fÃ¼r Leser", mojibake),
    Rule(
        "mojibake-gbk",
        "mojibake",
        "Chinese text read in the wrong Chinese or Latin encoding becomes readable.",
        "ÖÐ¹úÐ¾Æ¬",
        wrong_chinese,
    ),
    Rule(
        "entities",
        "entity",
        "HTML entities become characters, also doubly encoded ones.",
        "L&rsquo;op&eacute;ra",
        entities,
    ),
    Rule("ansi-codes", "ansi-code", "Colour codes of terminals and bulletin boards go.", "[1;32m重點[m", ansi_codes),
    Rule(
        "invisible-characters",
        "invisible",
        "Soft hyphens, zero-width and control characters go.",
        "Chip\u00adfabrik",
        invisible_characters,
    ),
    Rule("icon-glyphs", "icon", "Glyphs of icon fonts go.", "\ue621 分享", icon_glyphs),
    Rule("ligatures", "ocr-ligature", "Typeset ligatures become letters.", "ﬁnal oﬃcial", ligatures),
    Rule("full-width", "full-width", "Full-width digits and letters become ASCII.", "２０２４年", full_width),
)

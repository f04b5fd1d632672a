"""What several of these formats share: safe XML and JSON, dates with a zone, addresses, lasting ids."""

from __future__ import annotations

import hashlib
import json
import re
from json.encoder import encode_basestring

from sitegen.model import Config, Names
from sitegen.render.address import prefix, relative
from sitegen.render.markup import visible
from sitegen.render.view import pick


def xml_text(text: str) -> str:
    """The text as XML content; control and bidi characters are spelled out, as on pages."""
    return visible(text).replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def xml_attribute(text: str) -> str:
    """The text as an attribute's value, with its quotation marks: single ones where only it has double ones."""
    value = xml_text(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    if '"' in value and "'" not in value:
        return f"'{value}'"
    quoted = value.replace('"', "&quot;")
    return f'"{quoted}"'


def json_text(value: object) -> str:
    """JSON that can stand inside `<script>` and in a file: no `<`, `>`, `&`, U+2028, U+2029 or lone surrogate."""
    return in_utf8(json_object(value)).decode()


def json_object(value: object) -> str:
    """JSON in one line, not yet fit for a page or a file."""
    return ENCODER.encode(value)


ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


json_string = encode_basestring
"""A text as `json_object` writes it."""


def in_utf8(text: str) -> bytes:
    """JSON as it can stand inside `<script>` and in a file."""
    for unsafe in "<>&\u2028\u2029":
        if unsafe in text:
            text = text.replace(unsafe, f"\\u{ord(unsafe):04x}")
    return text.encode("utf-8", "replace")


def timestamp(iso: str) -> str:
    """An ISO 8601 date, as precise as it is known, as the date and time with zone that Atom wants: its first moment.

    >>> timestamp("2024-04")
    '2024-04-01T00:00:00Z'
    """
    if match := DATE_AND_TIME.fullmatch(iso):
        date, time, zone = match.groups()
        return f"{date}T{time if len(time) == 8 else time + ':00'}{zone or 'Z'}"
    if match := DATE.fullmatch(iso):
        year, month, day = match.groups()
        return f"{year}-{month or '01'}-{day or '01'}T00:00:00Z"
    return LONG_AGO


DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
DATE_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?")
LONG_AGO = "1970-01-01T00:00:00Z"
"""Where no date is known: Atom wants one, and the clock of the build would change the file."""


def lasting_id(config: Config, *names: str) -> str:
    """A `urn:uuid:` that does not change with the site's address: made from the repository, else the site's title."""
    site = config.repository or next(iter(config.title.values()), "")
    digest = bytearray(hashlib.sha1("\n".join(("sitegen", site, *names)).encode(errors="replace")).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    sign = digest.hex()
    return f"urn:uuid:{sign[:8]}-{sign[8:12]}-{sign[12:16]}-{sign[16:20]}-{sign[20:]}"


def address(config: Config, from_path: str, to_path: str) -> str:
    """The address of a file of the site: absolute where the site's is known, else relative to `from_path`."""
    return config.base_url + relative("", to_path) if config.base_url else relative(from_path, to_path)


def in_edition(config: Config, edition: str, path: str) -> str:
    """The file of a page in an edition, from the site's root."""
    return prefix(edition, config.editions) + path


def chosen(names: Names, edition: str) -> str:
    """The text for an edition, or the one that stands in for it."""
    return pick(names, edition)[0]

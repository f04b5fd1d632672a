"""Intake: bytes an editor saved → an article file with the front matter that the file itself supports."""

from __future__ import annotations

from sitegen.intake.capture import Imported, IntakeError, import_capture, summary
from sitegen.intake.encoding import Decoded, decode
from sitegen.intake.extract import MissingExtra
from sitegen.intake.page import Page, read_page
from sitegen.intake.sources import SourceRule, read_sources

__all__ = [
    "Decoded",
    "Imported",
    "IntakeError",
    "MissingExtra",
    "Page",
    "SourceRule",
    "decode",
    "import_capture",
    "read_page",
    "read_sources",
    "summary",
]

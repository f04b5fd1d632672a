"""Intake: bytes an editor saved → an article file with the front matter that the page itself supports."""

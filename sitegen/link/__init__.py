"""Link: which articles, and which of their passages, tell the same event, in whatever language.

`digest` boils one article down, `link` joins all digests with the editors' events and proposes more.
"""

from sitegen.link.linking import inspect_events, link
from sitegen.link.reading import digest
from sitegen.model import Digest

__all__ = ["Digest", "digest", "inspect_events", "link"]

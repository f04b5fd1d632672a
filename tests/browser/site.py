"""The site that the browser tests look at: the project's own samples and the articles of content.txt, built once."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
BASE = "/briefing/"


def lay_out(folder: Path) -> None:
    """Writes the samples and the files of content.txt (`-- path --`, then the file) into a folder."""
    shutil.copytree(CHECKOUT / "content", folder / "content", dirs_exist_ok=True)
    path: Path | None = None
    for line in (HERE / "content.txt").read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("-- ") and line.endswith(" --\n"):
            path = folder / line[3:-4]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("", encoding="utf-8")
        elif path:
            with path.open("a", encoding="utf-8") as file:
                file.write(line)


def build_site(folder: Path) -> Path:
    """Builds the test site in an empty folder and gives the folder that would be published."""
    from sitegen.build import Options, build
    from sitegen.diagnostics import format_all

    lay_out(folder)
    (folder / "sitegen.toml").write_text(SETTINGS, encoding="utf-8")
    outcome = build(folder, Options(jobs=1))
    assert outcome.published, format_all(outcome.problems)
    return folder / outcome.output


SETTINGS = """\
title = { zh-Hans = "测试简报", zh-Hant = "測試簡報", en = "Test Briefing", de = "Testschau" }
description = { zh-Hans = "供浏览器测试。", zh-Hant = "供瀏覽器測試。", en = "For tests.", de = "Für Tests." }
base-url = "https://example.org/briefing/"
licence = "CC BY 4.0"
repository = "https://example.org/o/r/edit/main/"
"""


class _Pages(SimpleHTTPRequestHandler):
    """Serves a folder under BASE as a static host does: 404.html where there is no file."""

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(BASE) if path.startswith(BASE) else "outside-of-the-base"
        return super().translate_path("/" + inside)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        missing = Path(self.directory) / "404.html"
        if code != 404 or not missing.is_file():
            return super().send_error(code, message, explain)
        body = missing.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine, with a final `/`, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page_types(site: Path, edition_folder: str = "") -> list[str]:
    """One page of each kind, from the site's root: the largest of each folder, and those at the top."""
    root = site / edition_folder
    top = sorted(file.name for file in root.glob("*.html"))
    found = [name for name in top if not (edition_folder and name == "404.html")]
    for folder in sorted(each for each in root.iterdir() if each.is_dir() and each.name not in OTHER_FOLDERS):
        pages = sorted(folder.glob("*.html"), key=lambda file: (-file.stat().st_size, file.name))
        own = [page for page in pages if page.name != "index.html"]
        found += [page.relative_to(root).as_posix() for page in [*(folder.glob("index.html")), *own[:1]]]
    return [edition_folder + name for name in found]


OTHER_FOLDERS = frozenset({"static", "search", "annotations", "en", "de", "zh-hant"})
EDITION_FOLDERS = ("", "zh-hant/", "en/", "de/")

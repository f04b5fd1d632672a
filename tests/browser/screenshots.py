"""Saves a picture of every kind of page, so that people look at them.

    python -m tests.browser.screenshots OUT [--site FOLDER] [--editions zh-Hans en] [--widths 320 1280] [--schemes dark]

Without `--site` the site of the browser tests is built first. Files are named `<edition>/<page>-<width>-<scheme>.png`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.browser.conftest import chromium
from tests.browser.site import build_site, page_types, served

TALLEST = 6000
"""Pixels of a page that are shown."""


def shoot(site: Path, out: Path, editions: list[str], widths: list[int], schemes: list[str]) -> int:
    """Saves the pictures and gives their number."""
    from playwright.sync_api import sync_playwright

    count = 0
    with served(site) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for scheme in schemes:
            page = browser.new_context(color_scheme="dark" if scheme == "dark" else "light").new_page()
            for edition in editions:
                folder = "" if edition == "zh-Hans" else f"{edition.lower()}/"
                for path in [*page_types(site, folder), f"{folder}search.html?q=AI"]:
                    page.goto(address + path)
                    if "?" in path:
                        page.wait_for_selector("#search-results li")
                    for width in widths:
                        page.set_viewport_size({"width": width, "height": 800})
                        tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
                        page.set_viewport_size({"width": width, "height": tall})
                        name = path.removeprefix(folder).replace(".html", "").replace("/", "-").replace("?q=", "-")
                        file = out / edition / f"{name}-{width}-{scheme}.png"
                        file.parent.mkdir(parents=True, exist_ok=True)
                        page.screenshot(path=file)
                        count += 1
        browser.close()
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--editions", nargs="+", default=["zh-Hans", "zh-Hant", "en", "de"])
    parser.add_argument("--widths", nargs="+", type=int, default=[320, 768, 1280])
    parser.add_argument("--schemes", nargs="+", choices=["light", "dark"], default=["light", "dark"])
    options = parser.parse_args()
    if chromium() is None:
        sys.exit("needs Chromium: install Debian's package chromium, or set CHROMIUM")
    with tempfile.TemporaryDirectory() as scratch:
        site = options.site or build_site(Path(scratch))
        count = shoot(site, options.out, options.editions, options.widths, options.schemes)
    print(f"{count} pictures in {options.out}")


if __name__ == "__main__":
    main()

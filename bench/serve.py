"""From saving a file to the changed page over HTTP, as a browser with the page open would see it.

    python bench/serve.py [--articles 1000] [--saves 12]

Articles of about 2,000 characters, two Chinese ones to each German one, with terms, figures and dates strewn in.
Saves come 50 ms, half a second and 2.5 seconds after the last change was seen, so that some fall into the time in
which links are worked out.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import tempfile
import threading
import time
from pathlib import Path

from sitegen.scaffold import new_site
from sitegen.serve import Server, serve, start

HAN = (
    "的一是了在有和这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而"
    "方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性"
)
GERMAN = (
    "der die das und ist nicht mit für auf dem werden eine sich haben über nach auch bei Jahr Markt Stadt Haus".split()
)
STREWN = ("大型语言模型", "GPU", "开放权重", "图形处理器")
GAPS = (0.05, 0.5, 2.5)


def chinese(rng: random.Random) -> str:
    """A paragraph of nonsense in Han characters."""
    sentences = []
    for _ in range(rng.randint(3, 5)):
        text = "".join(rng.choice(HAN) for _ in range(rng.randint(14, 40)))
        if rng.random() < 0.3:
            text = text[:7] + rng.choice(STREWN) + text[7:]
        if rng.random() < 0.2:
            text += f"{rng.randint(2, 900)}亿美元"
        if rng.random() < 0.1:
            text = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日，{text}"
        sentences.append(text + "。")
    return "".join(sentences)


def german(rng: random.Random) -> str:
    """A paragraph of nonsense in German words, made-up names among them."""
    sentences = []
    for _ in range(rng.randint(3, 5)):
        words = [rng.choice(GERMAN) for _ in range(rng.randint(8, 18))]
        words.insert(3, "".join(rng.choice("bdfgklmnrst") + rng.choice("aeiou") for _ in range(3)).title())
        if rng.random() < 0.2:
            words.append(f"{rng.randint(2, 900)} Millionen Euro")
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def write_site(root: Path, count: int) -> None:
    """A new site with so many articles."""
    new_site(root)
    rng = random.Random(1)
    for number in range(count):
        is_german = number % 3 == 0
        paragraphs = [(german if is_german else chinese)(rng) for _ in range(6 if is_german else 16)]
        title = f"Bericht {number} aus {paragraphs[0].split()[3]}" if is_german else paragraphs[0][:14]
        lang, date = "de" if is_german else "zh-Hans", f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
        head = f'title: "{title}"\nlang: {lang}\npublished: {date}'
        path = root / f"content/articles/a-{number:05}.md"
        path.write_text(f"---\n{head}\n---\n" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")


def get(server: Server, path: str) -> http.client.HTTPResponse:
    """The answer to one request, its body unread."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request("GET", path)
    return connection.getresponse()


def save_and_see(server: Server, path: Path, page: str, number: int) -> float:
    """Milliseconds from writing the file to having the page with the change."""
    digest = re.search(rb'data-digest="([^"]*)"', get(server, page).read())
    assert digest
    news = get(server, f"/.sitegen/news?page={page}&digest={digest[1].decode()}")
    news.readline()
    text = path.read_text(encoding="utf-8")
    started = time.perf_counter()
    path.write_text(f"{text}\nDer Satz Nummer {number} ist ganz neu und steht am Ende.\n", encoding="utf-8")
    while not (line := news.readline()).startswith(b"event: page"):
        assert line, "the server ended"
    assert f"Nummer {number} ".encode() in get(server, page).read()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Prints the median and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--saves", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        write_site(root, options.articles)
        server = start(root, "127.0.0.1", 0)
        ready = threading.Event()
        thread = threading.Thread(target=serve, args=(server, print, lambda address: ready.set()), daemon=True)
        thread.start()
        ready.wait()
        time.sleep(3)
        times = []
        for number in range(options.saves):
            times.append(
                save_and_see(server, root / "content/articles/a-00003.md", "/de/articles/a-00003.html", number)
            )
            time.sleep(GAPS[number % len(GAPS)])
        server.stop.set()
        thread.join()
    print(", ".join(f"{each:.0f}" for each in times))
    print(f"{options.articles} articles: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")


if __name__ == "__main__":
    main()

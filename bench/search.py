"""Measures the search index on made-up articles: `python bench/search.py [--articles 200 1000 10000]`.

The texts are Chinese words of the OpenCC dictionaries drawn by Zipf's law (a tenth of the articles: Latin), some
3,000 characters an article. For each size: the time to index and to write, the bytes of the index, and what queries of
words from the texts load, computed as `search.js` loads: its table, the shards of the grams, the first texts.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from sitegen.script import read_table
from sitegen.search import (
    IndexedDocument,
    SearchBlock,
    SearchDocument,
    changed_search_files,
    index_document,
    listed,
    search_files,
    shard_count,
    shard_of,
)

LENGTH = 2300
FUNCTION_WORDS = "的是在了和有对这将与为也不中上说年到从以及被向日月由后前但并该其等个人"


def documents(count: int, seed: int = 1) -> Iterator[SearchDocument]:
    chance = random.Random(seed)
    words = [word for word in read_table("STPhrases") if 2 <= len(word) <= 4]
    chance.shuffle(words)
    words = words[:20000]
    weights = [1 / (rank + 8) for rank in range(len(words))]
    syllables = [a + b + c for a in "bdfgklmnprst" for b in "aeiou" for c in ("", "n", "r", "st", "ng")]
    latin = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(8000)]
    latin_weights = [1 / (rank + 8) for rank in range(len(latin))]
    for number in range(count):
        chinese = number % 10 != 0
        blocks = []
        for block in range(15):
            if chinese:
                chosen = chance.choices(words, weights, k=LENGTH // 15 // 3)
                text = "".join(word + chance.choice(FUNCTION_WORDS) + chance.choice("\0\0\0，") for word in chosen)
                text = text.replace("\0", "") + "。"
            else:
                text = " ".join(chance.choices(latin, latin_weights, k=LENGTH // 15 // 5)) + "."
            blocks.append(SearchBlock(f"p{number}-{block}", text))
        title = blocks[0].text[:20]
        lang = "zh-Hans" if chinese else "en"
        date = f"20{10 + number * 15 // count}-01-{1 + number % 28:02}"
        yield SearchDocument(f"article-{number}", {lang: title}, lang, date, "某报", tuple(blocks))


def planned(word: str) -> list[str]:
    """The grams that `search.js` may load for a word: at most six."""
    width = 3 if word.isascii() and len(word) > 2 else 2
    all_grams = [word[start : start + width] for start in range(max(1, len(word) - width + 1))]
    return all_grams[:6]


def measure(count: int) -> None:
    source = list(documents(count))
    start = time.process_time()
    indexed = [index_document(document) for document in source]
    indexing = time.process_time() - start
    start = time.process_time()
    files = {page.path: page.content for page in search_files(map(listed, indexed))}
    writing = time.process_time() - start
    print(f"{count} articles: index {indexing / count * 1e3:.2f} ms, files {writing / count * 1e3:.2f} ms an article")
    measure_change(indexed, files)
    packed = {path: len(gzip.compress(content, 6, mtime=0)) for path, content in files.items()}
    for name, folder in (("grams", "search/g/"), ("texts", "search/d/")):
        paths = [path for path in files if path.startswith(folder)]
        sizes = [len(files[path]) for path in paths]
        zipped_sum = sum(packed[path] for path in paths)
        print(
            f"  {name}: {len(paths)} files, {sum(sizes) / 1e6:.2f} MB, gzip {zipped_sum / 1e6:.2f} MB;"
            f" largest {max(sizes) / 1e3:.1f} kB, mean {statistics.mean(sizes) / 1e3:.1f} kB"
        )
    chance = random.Random(2)
    shards = shard_count(count)
    texts = sorted((path for path in files if path.startswith("search/d/")), key=lambda path: -len(files[path]))[:10]
    fixed = ["search/index.js", "search/fold.js"]
    raw, zipped = [], []
    for _ in range(300):
        block = chance.choice(chance.choice(source).blocks)
        runs = re.findall(r"\w+", block.text)
        run = chance.choice(runs)
        at = chance.randrange(max(1, len(run) - 6))
        word = run[at : at + chance.randint(1, 8)]
        paths = {*fixed, *texts, *(f"search/g/{shard_of(gram, shards)}.js" for gram in planned(word))}
        raw.append(sum(len(files[path]) for path in paths))
        zipped.append(sum(packed[path] for path in paths))
    print(
        f"  a query with 10 of the largest texts: raw {statistics.mean(raw) / 1e3:.0f} kB,"
        f" most {max(raw) / 1e3:.0f} kB; gzip {statistics.mean(zipped) / 1e3:.0f} kB,"
        f" most {max(zipped) / 1e3:.0f} kB"
    )


def measure_change(indexed: list[IndexedDocument], files: dict[str, bytes]) -> None:
    """What it costs to follow one edited sentence, and one new article at the end."""
    edited = list(indexed)
    middle = len(indexed) // 2
    part = indexed[middle].parts[0]
    parts = (replace(part, grams=part.grams + "\t新句\t句子\t子里", text=part.text + b"\n"),)
    edited[middle] = replace(indexed[middle], parts=parts)
    added = [*indexed, replace(indexed[middle], slug="zzz", published="2099-01-01")]
    for what, after in (("an edited sentence", edited), ("a new article", added)):
        start = time.process_time()
        changed = list(changed_search_files(map(listed, indexed), map(listed, after), files.__getitem__))
        print(f"  {what}: {(time.process_time() - start) * 1e3:.0f} ms, {len(changed)} files")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[200, 1000])
    for count in parser.parse_args().articles:
        measure(count)


if __name__ == "__main__":
    main()

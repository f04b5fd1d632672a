"""How long linking takes: `python bench/link.py [ARTICLES]`, by default 5,000.

Articles are made from the stage's own tables of names, so that they share countries, cities, names and figures about as
often as news does: events of one to six tellings in four languages, spread over two years. A fixed seed makes every run
the same. Prints CPU milliseconds an article for `digest`, CPU seconds for `link`, and how many events were found again.
"""

from __future__ import annotations

import datetime
import random
import sys
import time
from collections.abc import Iterator

from sitegen.figures import find_figures
from sitegen.link import digest, link
from sitegen.link.tables import read_rows
from sitegen.model import Article, Block, Digest

LANGUAGES = ("zh-Hans", "zh-Hant", "de", "en")
PARAGRAPHS = 9
SENTENCES = {
    "zh": (
        "{name}在{place}表示,{country}的{word}涉及{figure}亿美元。",
        "{day}日,{place}发生{word},{name}对此作出回应。",
        "据当地媒体报道,{country}有{figure}人受到{word}影响,{other}则持不同看法。",
        "分析人士认为,此事与{word}有关,后续发展有待观察。",
    ),
    "de": (
        "{name} sagte in {place}, es gehe um {figure} Milliarden Dollar.",
        "Am {day}. des Monats wurde aus {place} {word} gemeldet.",
        "Nach Angaben der Behörden sind in {country} {figure} Menschen betroffen, {other} sieht das anders.",
        "Beobachter rechnen mit weiteren Folgen für die Region und für die kommenden Wochen.",
    ),
    "en": (
        "{name} said in {place} that {figure} billion dollars were at stake.",
        "On the {day}th {word} was reported from {place}.",
        "In {country} {figure} people are affected, officials said, while {other} disagreed.",
        "Observers expect further consequences for the region in the weeks to come.",
    ),
}


def articles(count: int, seed: int = 5) -> Iterator[tuple[str, Article]]:
    """Made-up articles, each with the id of its event."""
    chance = random.Random(seed)
    names = [row for row in read_rows("names.txt") if row[1] and row[2]]
    cities = [row for row in read_rows("cities.txt") if row[1]][:1500]
    countries = [row for row in read_rows("countries.txt") if row[1] and row[2]]
    words = list(read_rows("concepts.txt"))
    start = datetime.date(2023, 1, 1)
    made = 0
    while made < count:
        event = f"event-{made}"
        day = start + datetime.timedelta(days=chance.randrange(730))
        cast = [
            chance.choice(names),
            chance.choice(names),
            chance.choice(cities),
            chance.choice(countries),
            chance.choice(words),
        ]
        figure = chance.randrange(14, 990)
        for _ in range(min(chance.randrange(1, 7), count - made)):
            lang = chance.choice(LANGUAGES)
            yield event, _telling(f"a{made:05}", lang, day, cast, figure, chance, names, cities)
            made += 1


def _telling(
    slug: str,
    lang: str,
    day: datetime.date,
    cast: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
    figure: int,
    chance: random.Random,
    names: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
    cities: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
) -> Article:
    base = lang[:2]
    published = (day + datetime.timedelta(days=chance.randrange(2))).isoformat()

    def shown(row: tuple[str, tuple[str, ...], tuple[str, ...]]) -> str:
        return row[1][0] if base == "zh" else row[2][0].strip("=~*").partition(":")[2] or row[2][0].strip("=~*").title()

    blocks = []
    for number in range(PARAGRAPHS):
        main = number < 3
        fields = {
            "name": shown(cast[0] if main else chance.choice(names)),
            "other": shown(cast[1] if main else chance.choice(names)),
            "place": shown(cast[2] if main else chance.choice(cities)),
            "country": shown(cast[3]),
            "word": shown(cast[4]),
            "figure": str(figure if main else chance.randrange(14, 990)),
            "day": str(day.day),
        }
        text = " ".join(sentence.format(**fields) for sentence in SENTENCES[base] * (2 if base == "zh" else 1))
        blocks.append(Block(f"p{number}", "paragraph", text, figures=find_figures(text, lang, published)))
    title = SENTENCES[base][0].format(
        name=shown(cast[0]), place=shown(cast[2]), country=shown(cast[3]), word=shown(cast[4]), figure=figure
    )
    return Article(
        slug, f"content/articles/{slug}.md", title, lang, published, "editor", None, None, None, None, (), tuple(blocks)
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    made = list(articles(count))
    letters = sum(len(block.text) for _, article in made for block in article.blocks) / count
    begun = time.process_time()
    digests: list[Digest] = [digest(article) for _, article in made]
    digesting = time.process_time() - begun
    begun = time.process_time()
    found = link(digests, ())
    linking = time.process_time() - begun
    home = {article.slug: event for event, article in made}
    pairs = sum(1 for links in found for a in links.slugs for b in links.slugs if a < b)
    right = sum(1 for links in found for a in links.slugs for b in links.slugs if a < b and home[a] == home[b])
    print(
        f"{count} articles of {letters:.0f} characters: digest {digesting / count * 1000:.2f} ms each, "
        f"link {linking:.1f} s"
    )
    print(f"{len(found)} events proposed, {pairs} pairs, {right / max(pairs, 1):.1%} of them right")


if __name__ == "__main__":
    main()

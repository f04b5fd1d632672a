"""Which articles and passages tell the same event."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.link import Digest, alike, completed, digest, drafts, inspect_events, link, outline, proposals
from sitegen.link.sounds import chinese_keys, latin_keys
from sitegen.model import Event, EventLinks, Mark, MarkKind, Outline, Reason, Span
from tests.shared import shared
from tests.tellings import Telling, own_tellings, pair_f1, shared_tellings


def groups(tellings: Sequence[Telling]) -> list[list[str]]:
    found = inspect_events([telling.digest() for telling in tellings], ())
    return [list(each["articles"]) for each in found]  # type: ignore[call-overload]


def telling(slug: str, lang: str, date: str, title: str, text: str) -> Digest:
    return Telling(slug, lang, date, "", title, text).digest()


QUAKE_EN = telling(
    "en",
    "en",
    "2023-02-07",
    "Quake in Turkey",
    "A 7.8-magnitude earthquake struck near Gaziantep on Monday. President Erdogan spoke of 5,000 dead.",
)
QUAKE_ZH = telling(
    "zh",
    "zh-Hans",
    "2023-02-07",
    "土耳其强震",
    "2月6日,土耳其加济安泰普附近发生7.8级地震,已有5000人遇难。埃尔多安宣布进入紧急状态。",
)
QUAKE_DE = telling(
    "de",
    "de",
    "2023-02-21",
    "Neues Beben in der Türkei",
    "Am 20. Februar hat die Erde bei Gaziantep erneut gebebt, Stärke 6,4. "
    "Präsident Erdogan sprach vom Beben der Stärke 7,8 vor zwei Wochen mit 5000 Toten.",
)


def only(found: Sequence[EventLinks]) -> EventLinks:
    assert len(found) == 1
    return found[0]


# --- floors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "floor", "across"),
    [
        ("near-misses-dev.txt", 0.92, 0.92),
        ("near-misses-aside.txt", 0.92, 0.92),
        ("weekend-dev.txt", 0.85, 0.87),
        ("weekend-aside.txt", 0.80, 0.85),
    ],
)
def test_own_tellings_are_grouped_by_event(name: str, floor: float, across: float) -> None:
    tellings = own_tellings(name)
    found = groups(tellings)
    assert pair_f1(tellings, found) >= floor
    assert pair_f1(tellings, found, across=True) >= across


def test_all_own_tellings_together_are_grouped_by_event() -> None:
    tellings = [
        each
        for name in ("near-misses-dev.txt", "near-misses-aside.txt", "weekend-dev.txt", "weekend-aside.txt")
        for each in own_tellings(name)
    ]
    assert pair_f1(tellings, groups(tellings)) >= 0.88


def test_development_articles_are_grouped_by_event() -> None:
    tellings = shared_tellings(shared("events"))
    assert pair_f1(tellings, groups(tellings)) >= 0.96


# --- proposals ---------------------------------------------------------------------------------------------------


def test_two_languages_meet_and_say_why() -> None:
    found = only(link([QUAKE_EN, QUAKE_ZH], ()))
    assert found.slugs == ("en", "zh")
    assert not found.confirmed
    assert all(not mention.confirmed for mention in found.mentions)
    reasons = found.mentions[0].reasons
    assert Reason("country", "TR") in reasons
    assert Reason("figure", "5 000".replace(" ", "\u202f")) in reasons


def test_a_suggestion_is_named_in_the_language_of_the_edition() -> None:
    names = only(link([QUAKE_EN, QUAKE_ZH], ())).event.names
    assert names["zh-Hans"].endswith("2023-02-06")
    assert names["en"] != names["zh-Hans"]


def test_the_same_anchors_at_another_date_are_another_event() -> None:
    found = only(link([QUAKE_EN, QUAKE_ZH, QUAKE_DE], ()))
    assert found.slugs == ("en", "zh")
    assert [(mention.slug, mention.date) for mention in found.other_dates] == [("de", "2023-02-20")]


def test_the_order_of_articles_does_not_matter() -> None:
    digests = [each.digest() for each in own_tellings("near-misses-dev.txt")]
    shuffled = digests[:]
    random.Random(1).shuffle(shuffled)
    assert link(digests, ()) == link(shuffled, ())


def test_the_hash_seed_does_not_matter() -> None:
    script = (
        "from tests.tellings import own_tellings; from sitegen.link import link;"
        "print(link([each.digest() for each in own_tellings('near-misses-dev.txt')], ()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_mentions_quote_the_article_verbatim() -> None:
    tellings = {each.slug: each for each in own_tellings("weekend-dev.txt")}
    for found in link([each.digest() for each in tellings.values()], ()):
        for mention in found.mentions:
            if mention.block is not None and mention.span is not None:
                text = tellings[mention.slug].text.split("\n")[int(mention.block[1:])]
                assert text[mention.span.start : mention.span.end] == mention.quote


# --- editors -------------------------------------------------------------------------------------------------------


def test_an_editor_links_articles_that_share_nothing() -> None:
    other = telling("fr", "en", "2023-02-07", "Cheese", "Cheese has become dearer in Norway.")
    found = only(link([replace(QUAKE_EN, link=("fr",)), other], ()))
    assert set(found.slugs) == {"en", "fr"}
    assert found.confirmed


def test_an_editor_forbids_a_link() -> None:
    assert link([replace(QUAKE_EN, unlink=("zh",)), QUAKE_ZH], ()) == ()


QUAKE = Event(
    "quake",
    "2023-02-06",
    None,
    {"en": "Earthquake in Turkey and Syria", "zh-Hans": "土耳其叙利亚地震"},
    terms=("Gaziantep", "加济安泰普", "7.8"),
)


def test_an_editors_event_finds_its_passages_by_date_and_anchor() -> None:
    found = link([QUAKE_EN, QUAKE_ZH, QUAKE_DE], (QUAKE,))[0]
    assert found.slugs == ("en", "zh")
    assert {mention.date for mention in found.mentions} == {"2023-02-06"}
    assert not any(mention.confirmed for mention in found.mentions)


def test_articles_already_told_together_are_not_suggested_again() -> None:
    assert len(link([QUAKE_EN, QUAKE_ZH], (QUAKE,))) == 1


def test_front_matter_confirms_and_exclude_keeps_out() -> None:
    found = link([replace(QUAKE_EN, events=("quake",)), QUAKE_ZH], (replace(QUAKE, exclude=("zh",)),))[0]
    assert [(mention.slug, mention.confirmed) for mention in found.mentions] == [("en", True)]


def test_an_article_put_there_by_hand_stands_even_without_a_passage() -> None:
    other = telling("fr", "en", "2024-02-07", "Cheese", "Cheese has become dearer in Norway.")
    found = link([other], (replace(QUAKE, articles=("fr",)),))[0]
    assert [(mention.slug, mention.block, mention.reasons) for mention in found.mentions] == [
        ("fr", None, (Reason("editor", "quake"),))
    ]


def test_an_article_put_there_by_hand_shows_the_passage_with_most_anchors() -> None:
    other = telling("x", "en", "2024-02-07", "Later", "In 2024 all was calm. Then Gaziantep was rebuilt.")
    mention = link([other], (replace(QUAKE, articles=("x",)),))[0].mentions[0]
    assert mention.quote == "Then Gaziantep was rebuilt."
    assert mention.reasons == (Reason("term", "Gaziantep"), Reason("editor", "quake"))


def test_what_speaks_against_an_event_keeps_the_passage_out() -> None:
    assert link([QUAKE_EN], (replace(QUAKE, never=("Erdogan", "struck near")),))[0].mentions == ()


def test_a_bare_year_needs_more_than_one_anchor() -> None:
    vague = telling("v", "en", "2024-05-01", "Looking back", "In 2023 Gaziantep was in the news.")
    assert link([vague], (QUAKE,))[0].mentions == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Am 6. Februar 2023 bebte in Gaziantep die Erde.", True),
        ("Im Februar 2023 bebte in Gaziantep die Erde.", True),
        ("Am 8. Februar 2023 trafen in Gaziantep Helfer ein.", False),
        ("Am 8. Februar 2023 trafen nach dem Beben der Stärke 7.8 in Gaziantep Helfer ein.", True),
        ("Am 12. Februar 2023 trafen in Gaziantep Helfer ein.", False),
        ("Im März 2023 wurde Gaziantep aufgeräumt.", False),
    ],
)
def test_the_date_gate_is_three_days_wide_and_asks_for_more_at_its_edges(text: str, told: bool) -> None:
    found = link([telling("x", "de", "2023-04-01", "Rückblick", text)], (QUAKE,))[0]
    assert bool(found.mentions) is told


@pytest.mark.parametrize(("published", "told"), [("2023-03-10", True), ("2023-06-10", False)])
def test_recently_reaches_two_months_back(published: str, told: bool) -> None:
    text = "不久前加济安泰普发生7.8级地震。"
    found = link([telling("x", "zh-Hans", published, "回顾", text)], (QUAKE,))[0]
    assert bool(found.mentions) is told


def test_a_lasting_question_is_no_event() -> None:
    gap = Event("gap", "2022-01", "2024-12", {"en": "How strong are quakes?"}, terms=("Gaziantep", "加济安泰普"))
    found = link([QUAKE_EN, QUAKE_ZH], (gap,))
    assert found[0].lasting
    assert [each["id"] for each in inspect_events([QUAKE_EN, QUAKE_ZH], (gap,))] == [found[1].event.id]


# --- digest --------------------------------------------------------------------------------------------------------


def test_a_digest_can_be_kept() -> None:
    assert pickle.loads(pickle.dumps(QUAKE_ZH)) == QUAKE_ZH


def test_terms_of_the_glossary_are_anchors_and_are_counted() -> None:
    article = own_tellings("near-misses-dev.txt")[0].article()
    start = article.blocks[0].text.index("Boeing")
    marked = replace(article.blocks[0], marks=(Mark(Span(start, start + 6), MarkKind.TERM, "boeing"),))
    found = digest(replace(article, blocks=(marked,)))
    assert found.terms == (("boeing", 1),)
    assert Reason("term", "boeing") in found.passages[1].anchors


def test_both_chinese_scripts_have_the_same_anchors() -> None:
    hans = telling("a", "zh-Hans", "2024-01-06", "波音客机", "联邦航空管理局下令停飞波音客机。")
    hant = telling("a", "zh-Hant", "2024-01-06", "波音客機", "聯邦航空管理局下令停飛波音客機。")
    assert {anchor for each in hans.passages for anchor in each.anchors} == {
        anchor for each in hant.passages for anchor in each.anchors
    }


def test_a_figure_inside_a_name_is_no_figure() -> None:
    assert [
        figure.text
        for passage in telling("a", "zh-Hans", "2024-01-06", "百度", "百度称有1亿用户。").passages
        for figure in passage.figures
        if figure.text == "百度"
    ] == []


@pytest.mark.parametrize(
    ("chinese", "latin"),
    [
        ("卡瓦诺", "Kavanaugh"),
        ("库尔茨", "Kurtz"),
        ("雷蒙多", "Raimondo"),
        ("哈贝克", "Habeck"),
        ("皮斯托里乌斯", "Pistorius"),
        ("巴特勒", "Butler"),
        ("施罗德", "Schröder"),
        ("穆拉德", "Murad"),
        ("努尔马戈梅多夫", "Nurmagomedov"),
        ("斯托尔滕贝格", "Stoltenberg"),
    ],
)
def test_names_that_sound_alike_share_a_key(chinese: str, latin: str) -> None:
    assert set(chinese_keys(chinese)) & set(latin_keys(latin))


@pytest.mark.parametrize(("chinese", "latin"), [("卡瓦诺", "Kurtz"), ("哈贝克", "Murad"), ("雷蒙多", "Stoltenberg")])
def test_names_that_sound_different_share_none(chinese: str, latin: str) -> None:
    assert not set(chinese_keys(chinese)) & set(latin_keys(latin))


def test_a_chinese_person_meets_in_pinyin() -> None:
    german = telling(
        "de",
        "de",
        "2018-10-08",
        "Interpol-Chef in China in Haft",
        "Gegen Meng Hongwei wird in Peking wegen Bestechung ermittelt. Er ist als Präsident zurückgetreten.",
    )
    chinese = telling(
        "zh", "zh-Hant", "2018-10-08", "孟宏偉受賄被查", "國際刑警組織主席孟宏偉涉嫌受賄,正在北京接受調查,已辭職。"
    )
    reasons = only(link([german, chinese], ())).mentions[0].reasons
    assert Reason("name", "孟宏伟 ≈ Meng Hongwei") in reasons


def test_hostile_text_is_read_in_time_and_without_error() -> None:
    for text in (
        "(" * 100_000,
        "A" * 200_000,
        "据" * 50_000,
        "称,“" * 30_000,
        "sagte " * 30_000,
        "1" * 100_000,
        " " * 200_000,
    ):
        for lang in ("zh-Hans", "de", "en"):
            article = Telling("h", lang, "2024-01-01", "", "t", "x").article()
            digest(replace(article, blocks=(replace(article.blocks[0], text=text),)))


def test_pairs_found_after_an_edit_are_those_found_from_nothing() -> None:
    digests = [telling.digest() for telling in own_tellings("near-misses-dev.txt")]
    outlines = {each.slug: outline(each) for each in digests}
    edited = next(iter(outlines))
    before = alike(dict.fromkeys(outlines, "as it was"), lambda slugs: [outlines[slug] for slug in slugs])
    changed = outlines[edited]
    later = outlines | {edited: changed._replace(anchors=changed.anchors[1:], weights=changed.weights[1:])}
    keys = dict.fromkeys(later, "as it was") | {edited: "edited"}
    asked: list[str] = []

    def read(slugs: Sequence[str]) -> list[Outline]:
        asked.extend(slugs)
        return [later[slug] for slug in slugs]

    assert before.near
    found, fresh = alike(keys, read, before), alike(keys, lambda slugs: [later[slug] for slug in slugs])
    assert (found.near, found.far) == (fresh.near, fresh.far)
    assert asked == [edited]


KINDS = ("figure", "term", "zh", "en", "country", "concept", "date", "sound", "quoted", "outlet")


def random_outline(chance: random.Random, slug: str) -> Outline:
    """An article with a few of the anchors that all share: some in nearly all articles, some in very few."""
    kinds = {kind: int(40 * chance.random() ** 2) for kind in chance.choices(KINDS, k=12)}
    if chance.random() < 0.5:  # what only together is telling
        kinds = {"country": int(3 * chance.random() ** 2), "concept": int(4 * chance.random() ** 2)}
    anchors = {f"{kind}\0{f'2024-01-{value + 1:02}' if kind == 'date' else value}" for kind, value in kinds.items()}
    anchors |= {f"term\0t{int(12 * chance.random() ** 3)}" for _ in range(4)}
    day = chance.choice([None, *[738_886 + chance.randrange(60)] * 4])
    days = (day + chance.randrange(3),) if day and chance.random() < 0.7 else ()
    weights = tuple(chance.choice([0.12, 0.3, 0.3, 1.0, 1.25, 1.5]) for _ in anchors)
    return Outline(slug, chance.choice(["zh", "en", "de"]), day, days, tuple(sorted(anchors)), weights)


def random_edit(chance: random.Random, outline: Outline) -> Outline:
    """Another day, other anchors, other weights, or an article that has nothing to do with it."""
    what = chance.randrange(5)
    if what == 0:
        return random_outline(chance, outline.slug)
    if what == 1:
        day = 738_886 + chance.randrange(60)
        return outline._replace(day=day, days=chance.choice([(), (day,)]))
    weights = dict(zip(outline.anchors, outline.weights, strict=True))
    if what == 2:
        weights[chance.choice(outline.anchors)] = chance.choice([0.12, 0.3, 1.0, 1.5])
    if what == 3:
        del weights[chance.choice(outline.anchors)]
    if what == 4:
        weights |= {f"figure\0new{chance.randrange(9)}": 1.0, f"term\0t{chance.randrange(12)}": 0.3}
    return outline._replace(anchors=tuple(sorted(weights)), weights=tuple(weights[each] for each in sorted(weights)))


@pytest.mark.parametrize("seed", range(8))
def test_pairs_found_after_many_edits_are_those_found_from_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:  # few neighbours: often an edit brings others into reach of each other, or out of it
        monkeypatch.setattr(proposals, "NEIGHBOURS", 4)
        monkeypatch.setattr(proposals, "VERY_RARE", 5)
    chance = random.Random(seed)
    outlines = {f"a{number:03}": random_outline(chance, f"a{number:03}") for number in range(150)}
    keys = dict.fromkeys(outlines, "0")
    pairs = alike(keys, lambda slugs: [outlines[slug] for slug in slugs])
    unchanged = 0
    for step in range(25):
        for slug in chance.sample(sorted(outlines), chance.choice([1, 1, 1, 2, 5])):
            outlines[slug] = random_edit(chance, outlines[slug])
            keys[slug] = f"{step} {slug}"
        if chance.random() < 0.1:
            slug = chance.choice(["a000", "zz", "a0775"])
            if outlines.pop(slug, None) is None:
                outlines[slug] = random_outline(chance, slug)
            keys = {slug: keys.get(slug, f"{step}") for slug in outlines}
        before = pickle.loads(pickle.dumps(pairs))
        pairs = alike(keys, lambda slugs: [outlines[slug] for slug in slugs], before)
        fresh = alike(keys, lambda slugs: [outlines[slug] for slug in slugs])
        assert (pairs.near, pairs.far, pairs.marks()) == (fresh.near, fresh.far, fresh.marks())
        earlier, found = drafts({}, (), before), drafts({}, (), pairs)
        shown = completed(found, pairs)
        assert (found, shown) == (drafts({}, (), fresh), completed(found, fresh))
        known = {each.key(before.marks()): it for each, it in zip(earlier, completed(earlier, before), strict=True)}
        for each, it in zip(found, shown, strict=True):  # under the same key is the same proposal
            assert known.get(each.key(pairs.marks()), it) == it
            unchanged += each.key(pairs.marks()) in known
    assert unchanged

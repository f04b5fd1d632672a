"""What an article's page takes from the rest of the site, and when it has to be made again."""

from __future__ import annotations

from dataclasses import replace

from sitegen.model import Card, Mention, Reason, Site, Span
from sitegen.render import article_context, article_contexts
from sitegen.render.context import MANY, MOST_OTHERS, Neighbours
from tests.render_samples import sample_site


def crowd(count: int) -> Site:
    """A site with one event that very many articles tell of, one a day, every third in German."""
    site, articles = sample_site()
    card = articles["gap"].card
    cards = {
        f"a{number:03}": replace(
            card, slug=f"a{number:03}", lang="de" if number % 3 == 0 else "zh-Hans",
            published=f"2024-{1 + number // 28:02}-{1 + number % 28:02}",
        )
        for number in range(count)
    }  # fmt: skip
    mentions = tuple(Mention(slug, "p1", Span(0, 1), "…", None, (Reason("term", "llm"),), True) for slug in cards)
    events = {"gap-2024": replace(site.events["gap-2024"], mentions=mentions)}
    return replace(
        site, cards=cards, events=events, comparisons={}, events_of=dict.fromkeys(cards, ("gap-2024",)), term_index={}
    )


def test_a_context_is_the_same_value_when_nothing_changed() -> None:
    site, _ = sample_site()
    again, _ = sample_site()
    assert article_context(site, "gap") == article_context(again, "gap")
    assert article_context(site, "gap").digest() == article_context(again, "gap").digest()


def test_a_changed_definition_changes_the_contexts_that_show_it_and_no_other() -> None:
    site, _ = sample_site()
    before = article_contexts(site)
    after = article_contexts(
        replace(site, terms={**site.terms, "llm": replace(site.terms["llm"], definition={"en": "New."})})
    )
    changed = {slug for slug in before if before[slug].digest() != after[slug].digest()}
    assert changed == {"gap", "luecke"}


def test_a_new_article_on_a_busy_event_changes_only_its_neighbours() -> None:
    small, large = crowd(200), crowd(201)
    before, after = article_contexts(small), article_contexts(large)
    changed = {slug for slug in before if before[slug].digest() != after[slug].digest()}
    assert 0 < len(changed) <= 2 * MOST_OTHERS


def test_an_article_names_at_most_a_few_others_and_counts_all() -> None:
    context = article_context(crowd(100), "a050")
    (event,) = context.events
    assert len(event.others) == MOST_OTHERS
    assert event.total == MANY
    assert {other.lang for other in event.others} == {"de", "zh-Hans"}
    assert "a050" not in {other.slug for other in event.others}


def test_neighbours_are_the_nearest_by_date_in_order_of_date() -> None:
    site = crowd(90)
    cards: list[Card] = list(site.cards.values())
    near = Neighbours(cards).near(site.cards["a040"], 4)
    assert len(near) == 4
    assert [card.published for card in near] == sorted(card.published or "" for card in near)
    assert all(abs(int(card.slug[1:]) - 40) <= 4 for card in near)


def test_passages_of_one_question_link_both_ways_with_what_they_say() -> None:
    site, _ = sample_site()
    here, there = (dict(article_context(site, slug).passages) for slug in ("gap", "luecke"))
    assert next((each.slug, each.block, each.theirs) for each in here["p1"]) == (
        "luecke",
        "p1",
        "drei bis sechs Monate",
    )
    assert next((each.slug, each.block, each.theirs) for each in there["p1"]) == ("gap", "p1", "1-2年")


def test_shared_reasons_are_those_that_both_articles_have() -> None:
    site, _ = sample_site()
    (event,) = article_context(site, "gap").events
    assert {other.slug: [reason[:2] for reason in other.reasons] for other in event.others} == {
        "months": [("date", "2024-04-02")],
        "luecke": [("term", "llm")],
    }


def test_reasons_are_said_in_the_words_of_the_edition() -> None:
    from sitegen.render import packed_theme
    from sitegen.render.article import reason_html
    from sitegen.render.catalogue import read_catalogue
    from sitegen.render.view import View
    from tests.render_samples import CONFIG

    texts = {edition: read_catalogue(edition, [packed_theme()]) for edition in CONFIG.editions}
    view = View(CONFIG, texts, "de", "index.html")
    said = [
        reason_html(view, "country", "US", ()),
        reason_html(view, "term", "llm", {"de": "Sprachmodell", "en": "language model"}.items()),
        reason_html(view, "date", "2023-10-17", ()),
        reason_html(view, "outlet", "环球时报", ()),
    ]
    assert said == [
        "Vereinigte Staaten",
        "Sprachmodell",
        '<time datetime="2023-10-17">17. Oktober 2023</time>',
        '<span lang="zh">环球时报</span>',
    ]

"""Editors' events on the development captures: all event-level links with reasons, no topic shown as an event."""

from __future__ import annotations

from itertools import combinations

from sitegen.link import link
from sitegen.model import Event, EventLinks
from tests.seeds import labels, seed_digests

EVENTS = (
    Event(
        "controls-2022",
        "2022-10",
        None,
        {
            "en": "US sanctions: A100 and H100 chips no longer for China",
            "zh-Hans": "美国制裁：A100、H100芯片禁止对华出口",
        },
        ("A100", "H100", "nvidia", "制裁", "export-controls"),
        never=("A800", "H800"),
    ),
    Event(
        "controls-2023",
        "2023-10-17",
        None,
        {"en": "US widens chip sanctions to A800 and H800", "zh-Hans": "美国扩大芯片制裁，A800、H800被禁"},
        ("A800", "H800", "us-commerce", "export-controls", "制裁", "禁令"),
    ),
    Event(
        "approvals",
        "2023-08",
        None,
        {"en": "China approves language models", "zh-Hans": "中国批准大模型"},
        ("llm", "批准", "许可"),
    ),
    Event(
        "rescinded",
        "2025-05-12",
        None,
        {"en": "US drops the AI diffusion rule"},
        ("ai-diffusion-rule", "废除", "trump"),
    ),
    Event(
        "price-war",
        "2024-05",
        None,
        {"en": "Price war of Chinese language models"},
        ("97%", "alibaba", "baidu", "tencent", "bytedance"),
    ),
    Event("phone", "2023-08-29", None, {"en": "Huawei phone with a chip of its own"}, ("huawei", "手机", "5g")),
)
"""Written for this test; dates from public knowledge."""


def found() -> tuple[EventLinks, ...]:
    return link(list(seed_digests().values()), EVENTS)


def pairs_by_reason() -> dict[frozenset[str], list[EventLinks]]:
    pairs: dict[frozenset[str], list[EventLinks]] = {}
    for links in found():
        for pair in combinations(links.slugs, 2):
            pairs.setdefault(frozenset(pair), []).append(links)
    return pairs


def expected(level: str) -> set[frozenset[str]]:
    rows = labels("events-seeds.json")["expected_article_links"]
    return {frozenset((row["a"], row["b"])) for row in rows if row["level"] == level}


def test_event_level_links_are_found_with_reasons() -> None:
    pairs = pairs_by_reason()
    missing = expected("event") - pairs.keys()
    assert not missing
    for pair in expected("event"):
        mentions = [mention for links in pairs[pair] for mention in links.mentions if mention.slug in pair]
        assert all(mention.reasons and mention.quote for mention in mentions)


def test_no_topic_is_shown_as_an_event() -> None:
    assert not expected("topic") & pairs_by_reason().keys()


def test_no_suggestion_is_made_of_a_shared_topic() -> None:
    assert not [links.event.id for links in link(list(seed_digests().values()), ())]

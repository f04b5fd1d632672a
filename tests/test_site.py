"""Outlets get addresses that last and do not meet by accident."""

from __future__ import annotations

from sitegen.site import _outlet_ids


def test_outlets_that_read_alike_are_told_apart_in_any_order() -> None:
    names = ["新华社", "信华社", "Example Wire"]
    ids = _outlet_ids(names, {}, {})
    assert ids["Example Wire"] == "example-wire"
    assert ids["新华社"] != ids["信华社"]
    assert ids["新华社"].startswith("xin-hua-she-")
    assert _outlet_ids(names[::-1], {}, {}) == ids


def test_both_scripts_of_a_name_are_one_outlet_and_a_term_gives_its_id() -> None:
    assert _outlet_ids(["示例资讯网", "示例資訊網"], {}, {}) == {
        "示例资讯网": "shi-li-zi-xun-wang", "示例資訊網": "shi-li-zi-xun-wang",
    }  # fmt: skip
    assert _outlet_ids(["路透社"], {"路透社": "reuters"}, {}) == {"路透社": "reuters"}

"""Who is said to have said it, in the words of the text."""

from __future__ import annotations

import pytest

from sitegen.link.attribution import statements
from sitegen.link.reading import read
from sitegen.model import Block


def speakers(lang: str, *paragraphs: str) -> list[tuple[str | None, tuple[str, ...]]]:
    """For each sentence of the paragraphs its speaker and the outlets it cites."""
    readings = read([Block(f"p{number}", "paragraph", text) for number, text in enumerate(paragraphs)], lang).readings
    said = statements(readings, lang)
    return [
        (found[span].speaker, found[span].cited) if span in found else (None, ())
        for reading, found in zip(readings, said, strict=True)
        for span in reading.spans
    ]


@pytest.mark.parametrize(
    ("lang", "text", "speaker", "cited"),
    [
        ("zh-Hans", "财政部长李明表示,今年赤字率为3%。", "财政部长李明", ()),
        ("zh-Hant", "財政部長李明昨天在記者會上指出,今年赤字率為3%。", "財政部長李明", ()),
        ("zh-Hans", "据新华社报道,洪水已造成12人死亡。", "新华社", ()),
        ("zh-Hans", "据《世界报》3日报道,环境部长杜邦称,水位将继续上升。", "环境部长杜邦", ("世界报",)),
        ("zh-Hans", "根据世界银行的数据,该国人口为800万。", "世界银行", ()),
        ("zh-Hans", "接受《卫报》采访的几名律师认为,判决过重。", "几名律师", ("卫报",)),
        ("zh-Hans", "法新社援引警方消息说,嫌疑人已经落网。", "警方", ("法新社",)),
        ("zh-Hans", "工厂位于德累斯顿,占地30公顷。", None, ()),
        ("zh-Hans", "这家公司在发布会上展示了新手机。", None, ()),
        ("zh-Hans", "分析人士认为,油价还会上涨。", "分析人士", ()),
        ("zh-Hans", "《卫报》问过几位律师,他们的说法是判得太重。", "几位律师", ("卫报",)),
        ("zh-Hans", "《南华早报》数过,获批的约有40个。", "南华早报", ()),
        ("zh-Hans", "有财经媒体估算,仓库里有20万块芯片。", "财经媒体", ()),
        ("de", "Finanzminister Jan Berg sagte, das Defizit liege bei drei Prozent.", "Finanzminister Jan Berg", ()),
        ("de", "Das Defizit liege bei drei Prozent, sagte Finanzminister Jan Berg.", "Finanzminister Jan Berg", ()),
        ("de", "„Wir bauen das Werk bis 2027 fertig“, sagte Anna Kurz, Chefin der Firma.", "Anna Kurz", ()),
        ("de", "Nach Angaben der Polizei wurden zwölf Menschen verletzt.", "Polizei", ()),
        ("de", "Laut Reuters sind zwölf Menschen verletzt worden.", "Reuters", ()),
        ("de", "Der Behörde zufolge steigt der Pegel weiter.", "Behörde", ()),
        ("de", "Am Montag teilte das Umweltministerium mit, der Pegel steige weiter.", "Umweltministerium", ()),
        ("de", "Das Werk entsteht in Dresden auf 30 Hektar.", None, ()),
        ("en", "Finance minister Jan Berg said the deficit was three percent.", "Finance minister Jan Berg", ()),
        ("en", "The deficit is three percent, according to the World Bank.", "World Bank", ()),
        ("en", "“We will finish the plant by 2027,” said Anna Short, who runs the firm.", "Anna Short", ()),
        ("en", "Police said twelve people were hurt.", "Police", ()),
        ("en", "The plant covers 30 hectares near Dresden.", None, ()),
    ],
)
def test_speaker_of_a_sentence(lang: str, text: str, speaker: str | None, cited: tuple[str, ...]) -> None:
    assert speakers(lang, text) == [(speaker, cited)]


def test_a_pronoun_is_the_speaker_named_last() -> None:
    assert [one for one, _ in speakers("zh-Hans", "市长王芳说,大桥明年通车。他还说,工期不会再推迟。")] == [
        "市长王芳",
        "市长王芳",
    ]
    assert [
        one for one, _ in speakers("en", "Mayor Ann Lee said the bridge opens in May. She added that it is late.")
    ] == ["Mayor Ann Lee", "Mayor Ann Lee"]


def test_a_quotation_belongs_to_whoever_is_named_beside_it() -> None:
    text = "“这座桥不会再推迟。我们已经准备好了。”市长王芳说。"
    assert [one for one, _ in speakers("zh-Hans", text)][:2] == ["市长王芳", "市长王芳"]


def test_a_quotation_in_the_next_paragraph_belongs_to_who_opens_it() -> None:
    assert [
        one for one, _ in speakers("zh-Hans", "委员会主席安娜·贝克表示,", "“欧洲在这个领域落后于美国和中国。”")
    ] == ["委员会主席安娜·贝克", "委员会主席安娜·贝克"]


def test_words_inside_a_quotation_are_not_searched() -> None:
    assert speakers("zh-Hans", "标语上写着“专家表示一切都很好,大家可以放心回家”。") == [(None, ())]


def test_what_stands_before_the_speaker_is_the_outlets() -> None:
    (reading,) = read([Block("p", "paragraph", "甲公司降价97%,乙公司宣布,自己的产品免费。")], "zh-Hans").readings
    found = statements([reading], "zh-Hans")[0][reading.spans[0]]
    assert found.speaker == "乙公司"
    assert reading.text[found.begins :].startswith("乙公司")

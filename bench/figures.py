"""Milliseconds per article of ~2,300 characters for `find_figures`, in every language, and seconds on hostile input.

Run: python bench/figures.py
"""

from __future__ import annotations

import time

from sitegen.figures import find_figures

FIGURES = {
    "zh-Hans": (
        "美国商务部周二宣布，自2023年10月17日起，对华出口芯片的新规生效。公司表示，"
        "去年营收约为330亿美元，同比增长12.5%。专家认为，中国模型仅落后3到6个月。"
        "目前国内已有四十多家企业推出大模型，最大的一家在今年5月底获得数十亿元人民币的投资。"
    ),
    "zh-Hant": (
        "美國商務部週二宣布，自2023年10月17日起，對華出口晶片的新規生效。公司表示，"
        "去年營收約為330億美元，年增12.5%。專家認為，中國模型僅落後3到6個月。"
        "目前國內已有四十多家企業推出大模型，最大的一家在今年5月底獲得數十億元人民幣的投資。"
    ),
    "de": (
        "Das Handelsministerium kündigte am Dienstag an, dass die neuen Regeln ab dem 17. Oktober "
        "2023 gelten. Der Umsatz stieg im vergangenen Jahr um 12,5 Prozent auf rund 33 Milliarden "
        "Euro. Fachleute sehen die Modelle drei bis sechs Monate zurück. Mehr als vierzig Unternehmen "
        "haben eigene Modelle, das größte erhielt Ende Mai 1,2 Mrd. Euro."
    ),
    "en": (
        "The Commerce Department announced on Tuesday that the new rules take effect on Oct. 17, "
        "2023. Revenue rose 12.5% to about $33 billion last year. Experts say the models trail by "
        "three to six months. More than 40 companies now have models of their own, the largest of "
        "which received $3.5bn at the end of May."
    ),
}
PROSE = {
    "zh-Hans": (
        "专家指出，这一领域的竞争不仅仅是技术问题，也关系到人才、资金和电力供应；企业之间的差距正在缩小，"
        "政府的态度也在变化。与此同时，许多开发者对开放的模型抱有期待，他们希望在本地部署，"
        "并根据自己的需要加以修改，而不必依赖别人的服务。"
    ),
    "zh-Hant": (
        "專家指出，這一領域的競爭不僅僅是技術問題，也關係到人才、資金和電力供應；企業之間的差距正在縮小，"
        "政府的態度也在變化。與此同時，許多開發者對開放的模型抱有期待，他們希望在本地部署，"
        "並根據自己的需要加以修改，而不必依賴別人的服務。"
    ),
    "de": (
        "Es geht dabei nicht nur um Technik, sondern auch um Fachkräfte, Geld und Strom; die Abstände "
        "zwischen den Firmen werden kleiner, und auch die Haltung der Regierung ändert sich. Viele "
        "Entwickler setzen auf offene Modelle, die sie bei sich betreiben und nach ihren Wünschen "
        "ändern können, ohne von fremden Diensten abzuhängen. "
    ),
    "en": (
        "The race is not only about technology but also about people, money and power; the gaps between "
        "the firms are closing, and the mood of the government is changing too. Many developers put "
        "their hopes in open models that they can run on their own machines and change as they wish, "
        "without relying on the services of others. "
    ),
}
HOSTILE = {
    "a million digits": "1" * 10**6,
    "a million commas": "," * 10**6,
    "digits and commas": "1," * 500_000,
    "digits and spaces": "1 " * 500_000,
    "dashes and digits": "1-" * 500_000,
    "slashes": "1/2/" * 250_000,
    "Han figures": "一" * 10**6,
    "Han units": "一百" * 500_000,
    "number words": "two hundred and " * 60_000,
    "compounds": "dreihundert" * 90_000,
    "ranges": "from 1 to 2 " * 80_000,
    "dates": "1. Mai bis " * 90_000,
    "spaces": "1" + " " * 10**6 + "%",
    "brackets": "(" * 10**6,
}


def article(lang: str) -> str:
    """A text of about 2,300 characters, one part in four with figures."""
    part = FIGURES[lang] + "\n" + PROSE[lang] * 3 + "\n"
    return (part * 20)[:2300]


def main() -> None:
    for lang in FIGURES:
        text = article(lang)
        find_figures(text, lang, "2024-04-02")
        rounds = 100
        start = time.process_time()
        for _ in range(rounds):
            found = find_figures(text, lang, "2024-04-02")
        spent = (time.process_time() - start) / rounds * 1000
        print(f"{lang:8} {spent:6.2f} ms  {len(found):3} figures in {len(text)} characters")
    for name, text in HOSTILE.items():
        for lang in ("zh-Hans", "de", "en"):
            start = time.process_time()
            found = find_figures(text, lang, "2024-04-02")
            print(f"{name:20} {lang:8} {time.process_time() - start:6.2f} s  {len(found)} figures", flush=True)


if __name__ == "__main__":
    main()

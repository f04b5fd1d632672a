"""Milliseconds per article of ~2,300 characters for `find_figures`, in every language, and seconds on hostile input.

Run: python bench/figures.py
"""

from __future__ import annotations

import time

from sitegen.figures import find_figures

PARAGRAPHS = {
    "zh-Hans": "美国商务部周二宣布，自2023年10月17日起，对华出口芯片的新规生效。公司表示，去年营收约为330亿美元，同比增长12.5%，"
    "其中三分之一来自中国市场。分析人士认为，中国模型仅落后3到6个月，而两年前的差距至少有一年。目前国内已有四十多家企业推出大模型，"
    "最大的一家在今年5月底获得数十亿元人民币的投资。专家指出，这一领域的竞争不仅仅是技术问题，也关系到人才、资金和电力供应。",
    "zh-Hant": "美國商務部週二宣布，自2023年10月17日起，對華出口晶片的新規生效。公司表示，去年營收約為330億美元，年增12.5%，"
    "其中三分之一來自中國市場。分析人士認為，中國模型僅落後3到6個月，而兩年前的差距至少有一年。目前國內已有四十多家企業推出大模型，"
    "最大的一家在今年5月底獲得數十億元人民幣的投資。專家指出，這一領域的競爭不僅僅是技術問題，也關係到人才、資金和電力供應。",
    "de": "Das Handelsministerium kündigte am Dienstag an, dass die neuen Regeln ab dem 17. Oktober 2023 gelten. Der Umsatz stieg im "
    "vergangenen Jahr um 12,5 Prozent auf rund 33 Milliarden Euro, ein Drittel davon stammt aus China. Fachleute sehen die Modelle drei bis "
    "sechs Monate zurück; vor zwei Jahren war es mindestens ein Jahr. Mehr als vierzig Unternehmen haben inzwischen eigene Modelle, das "
    "größte erhielt Ende Mai 1,2 Mrd. Euro. Es geht dabei nicht nur um Technik, sondern auch um Fachkräfte, Geld und Strom. ",
    "en": "The Commerce Department announced on Tuesday that the new rules take effect on Oct. 17, 2023. Revenue rose 12.5% to about $33 "
    "billion last year, and a third of it came from China. Experts say the models trail by three to six months; two years ago it was at "
    "least a year. More than 40 companies now have models of their own, the largest of which received $3.5bn at the end of May. The race is "
    "not only about technology but also about people, money and power. ",
}
HOSTILE = {
    "a million digits": "1" * 10**6,
    "a million commas": "," * 10**6,
    "digits and commas": "1," * 500_000,
    "digits and spaces": "1 " * 500_000,
    "dashes and digits": "1-" * 500_000,
    "Han figures": "一" * 10**6,
    "number words": "two hundred and " * 60_000,
    "compounds": "dreihundert" * 90_000,
    "ranges": "from 1 to 2 " * 80_000,
    "dates": "1. Mai bis " * 90_000,
    "spaces": "1" + " " * 10**6 + "%",
}


def main() -> None:
    for lang, paragraph in PARAGRAPHS.items():
        article = (paragraph * 20)[:2300]
        find_figures(article, lang, "2024-04-02")
        rounds = 60
        start = time.process_time()
        for _ in range(rounds):
            found = find_figures(article, lang, "2024-04-02")
        spent = (time.process_time() - start) / rounds * 1000
        print(f"{lang:8} {spent:6.2f} ms  {len(found):3} figures in {len(article)} characters")
    for name, text in HOSTILE.items():
        for lang in ("zh-Hans", "de", "en"):
            start = time.process_time()
            found = find_figures(text, lang, "2024-04-02")
            print(f"{name:20} {lang:8} {time.process_time() - start:6.2f} s  {len(found)} figures")


if __name__ == "__main__":
    main()

"""Milliseconds per article of ~2,300 characters for marking terms, time to load, and seconds on hostile input.

Run: python bench/terms.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from sitegen.annotate import annotate_blocks, compile_glossary, find_terms
from sitegen.load import read_glossary
from sitegen.model import Block, Term

ROOT = Path(__file__).parents[1]
PARAGRAPHS = {
    "zh-Hans": "美国商务部周二宣布，新规定将于下个月生效，消息公布以后，多家公司的股价在纽约市场下跌。"
    "一位不愿透露姓名的官员说，这项决定经过了长时间的讨论，目的并不是切断两国之间的往来。华为没有立即回应记者的提问，"
    "而英伟达表示，公司会遵守所有适用的法律，人工智能芯片的需求在世界其他地区依然旺盛。",
    "zh-Hant": "美國商務部週二宣布，新規定將於下個月生效，消息公布以後，多家公司的股價在紐約市場下跌。"
    "一位不願透露姓名的官員說，這項決定經過了長時間的討論，目的並不是切斷兩國之間的往來。華為沒有立即回應記者的提問，"
    "而輝達表示，公司會遵守所有適用的法律，人工智慧晶片的需求在世界其他地區依然旺盛。",
    "de": "Das US-Handelsministerium kündigte am Dienstag an, dass neue Regeln im kommenden Monat gelten. Die Kurse "
    "mehrerer Unternehmen gaben in New York nach. Huawei äußerte sich zunächst nicht; Nvidia erklärte, man halte "
    "sich an alle geltenden Gesetze, und die Nachfrage nach KI-Chips bleibe in anderen Teilen der Welt hoch. ",
    "en": "The Commerce Department announced on Tuesday that new rules take effect next month. Shares of several "
    "companies fell in New York. Huawei did not immediately comment; Nvidia said that it would comply with all "
    "applicable laws and that demand for AI chips remained strong in other parts of the world. ",
}
HOSTILE = ("[", "`", "a_", "](", "www.", "芯片", "chip", "<", "\n\n    x", "a@", "- ", "芯\n片", "u\u0308")


def glossary() -> list[Term]:
    paths = sorted((ROOT / "content" / "glossary").glob("*.yaml"))
    return [term for path in paths for term in read_glossary(path.name, path.read_text(encoding="utf-8"))[0]]


def load_time() -> float:
    """Seconds from a compiled glossary to the first border decided, in a fresh process (imports not counted)."""
    code = (
        "import time; from sitegen.annotate import compile_glossary, find_terms; from sitegen.model import Name, Term;"
        "t = time.perf_counter(); g = compile_glossary([Term('h', 'company', {'zh-Hans': (Name('华为'),)})]);"
        "find_terms('美国对华为的制裁没有放松', 'zh-Hans', g); print(time.perf_counter() - t)"
    )
    return min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )


def main() -> None:
    terms = glossary()
    compiled = compile_glossary(terms)
    print(f"load: {load_time() * 1000:.0f} ms; {len(terms)} terms")
    for lang, paragraph in PARAGRAPHS.items():
        text = (paragraph * 20)[:2300]
        blocks = [Block(f"p{start}", "paragraph", text[start : start + 100]) for start in range(0, len(text), 100)]
        annotate_blocks(blocks, lang, compiled)
        rounds = 100
        start = time.process_time()
        for _ in range(rounds):
            marks = sum(len(block.marks) for block in annotate_blocks(blocks, lang, compiled))
        spent = (time.process_time() - start) / rounds
        print(f"{lang:8} {spent * 1000:6.2f} ms  {marks:4} marks  {len(text) / spent / 1e6:5.2f} million characters/s")
    for piece in HOSTILE:
        text = piece * (1_000_000 // len(piece))
        for lang, form in (("zh-Hans", "plain"), ("de", "markdown")):
            start = time.process_time()
            find_terms(text, lang, compiled, format=form)
            print(f"{piece!r:12} {lang:8} {form:9} {time.process_time() - start:6.2f} s")


if __name__ == "__main__":
    main()

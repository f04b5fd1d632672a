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
    "zh-Hans": "美国商务部周二宣布，对华出口芯片的新规生效，英伟达和高通股价下跌。华为表示，昇腾处理器的算力足以训练大模型，"
    "阿里巴巴、腾讯和字节跳动也在采购。分析人士认为，人工智能芯片的供应仍然紧张，台积电和中芯国际的产能有限。",
    "zh-Hant": "美國商務部週二宣布，對華出口晶片的新規生效，輝達和高通股價下跌。華為表示，昇騰處理器的算力足以訓練大模型，"
    "阿里巴巴、騰訊和字節跳動也在採購。分析人士認為，人工智慧晶片的供應仍然緊張，台積電和中芯國際的產能有限。",
    "de": "Das US-Handelsministerium kündigte am Dienstag neue Exportkontrollen für KI-Chips an; Nvidia und Qualcomm gaben nach. "
    "Huawei erklärte, die Rechenleistung seiner Prozessoren reiche für große Sprachmodelle. Die Nachfrage bleibt hoch. ",
    "en": "The Commerce Department announced new export controls on AI chips on Tuesday; shares of Nvidia and Qualcomm fell. "
    "Huawei said the computing power of its processors suffices for large language models. Demand remains high. ",
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

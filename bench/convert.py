"""Million characters per second of script conversion, time to load, and seconds on hostile input.

Run: python bench/convert.py
"""

from __future__ import annotations

import subprocess
import sys
import time

from sitegen.script import convert, convert_evenly

TEXT = (
    "美国商务部周二宣布，对华出口芯片的新规生效，后台系统里的数据显示，这家公司的股价下跌了百分之三。“他们并发布了声明，”记者余晓明报道，"
    "“街头发生的事情表明，干部们面对复杂的局面，只有三只股票上升。”分析人士认为，制造商的准备工作关系到台湾和大陆的联系。"
)
HOSTILE = ("后", "头发生", "“", "の后", "`a", "の", "里程程", "https://后", "游", "未干", "的", "\ufdd0后")


def load_time() -> float:
    """Seconds to the first converted sentence in a fresh process (imports not counted)."""
    code = (
        "import time; from sitegen.script import convert; t = time.perf_counter();"
        "convert('街头发生事故', 'zh-Hans', 'zh-Hant'); print(time.perf_counter() - t)"
    )
    return min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )


def main() -> None:
    print(f"load: {load_time() * 1000:.0f} ms")
    hans = (TEXT * 40)[:2300]
    hant = convert(hans, "zh-Hans", "zh-Hant").text
    for source, target, text in (
        ("s", "tw", hans),
        ("zh-Hans", "zh-Hant", hans),
        ("zh-Hant", "zh-Hans", hant),
        ("s", "twp", hans),
    ):
        for name, function in (("with segments", convert), ("for marks", convert_evenly)):
            function(text, source, target)
            rounds = 100
            start = time.process_time()
            for _ in range(rounds):
                function(text, source, target)
            spent = (time.process_time() - start) / rounds
            speed = len(text) / spent / 1e6
            print(f"{source:8} to {target:8} {name:14} {spent * 1000:6.2f} ms  {speed:5.2f} M characters/s")
    for piece in HOSTILE:
        start = time.process_time()
        convert(piece * (1_000_000 // len(piece)), "zh-Hans", "zh-Hant")
        print(f"{piece!r:12} {time.process_time() - start:6.2f} s")


if __name__ == "__main__":
    main()

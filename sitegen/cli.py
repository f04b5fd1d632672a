"""The command `sitegen`: reads arguments, prints, sets the exit code (0 fine, 1 content problems, 2 usage)."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sitegen import __version__

if TYPE_CHECKING:
    from sitegen.build import Options, Outcome
    from sitegen.diagnostics import Problem

FINE, CONTENT_PROBLEMS, USAGE = 0, 1, 2
STOPPED_READING = 141
"""As of a program that SIGPIPE ends: whoever read the output stopped, so whether all was fine is not said."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = command_line()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return USAGE
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED_READING
    return code


def command_line() -> argparse.ArgumentParser:
    """All commands with their options; `docs/commands.md` is checked against it."""
    parser = argparse.ArgumentParser(
        prog="sitegen", description="Messy captures of news articles in, a cleaned and annotated reader out."
    )
    parser.add_argument("--version", action="version", version=f"sitegen {__version__}")
    parser.add_argument(
        "--root", type=_folder, default=Path("."), metavar="DIR", help="the site's folder (default: this one)"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _build_command(commands)
    _check_command(commands)
    _import_command(commands)
    _serve_command(commands)
    _new_command(commands)
    _suggest_command(commands)
    _schema_command(commands)
    _inspect_command(commands)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


# --- build and check -----------------------------------------------------------------------------------------------


def _build_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "build", run_build, "build the site into build/site")
    parser.add_argument("--strict", action="store_true", help="warnings stop the build, too")
    parser.add_argument("--output", metavar="DIR", help="folder of the built site")
    parser.add_argument("--base-url", type=_address, metavar="URL", help="address at which the site will be found")
    parser.add_argument("--drafts", action="store_true", help="include articles marked as drafts")
    parser.add_argument(
        "--jobs", type=_count, default=0, metavar="N", help="processes to use (default: one per processor)"
    )
    parser.add_argument("--no-cache", action="store_true", help="use and keep nothing of earlier builds")
    parser.add_argument(
        "--keep-going", action="store_true", help="publish the articles without errors, exit 1 all the same"
    )
    _add_format(parser)


def _check_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "check", run_check, "find every problem of the content and of the pages, publish nothing"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 on warnings, too")
    parser.add_argument("--drafts", action="store_true", help="include articles marked as drafts")
    parser.add_argument(
        "--jobs", type=_count, default=0, metavar="N", help="processes to use (default: one per processor)"
    )
    _add_format(parser)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how problems are printed (default: text)"
    )


def _folder(text: str) -> Path:
    if not os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"there is no folder «{text}»")
    return Path(text)


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _address(text: str) -> str:
    from sitegen.config import WEB_ADDRESS

    if text and not WEB_ADDRESS.match(text):
        raise argparse.ArgumentTypeError("must be a web address, such as https://name.github.io/repo/")
    return text


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be a day, such as 2024-04-02") from error


def run_build(arguments: argparse.Namespace) -> int:
    """`sitegen build`."""
    _no_collector()
    from sitegen.build import Options
    from sitegen.diagnostics import Severity

    options = Options(
        output=arguments.output,
        base_url=arguments.base_url,
        drafts=arguments.drafts,
        jobs=arguments.jobs,
        cache=not arguments.no_cache,
        keep_going=arguments.keep_going,
        fail_at=Severity.WARNING if arguments.strict else Severity.ERROR,
    )
    return _built(arguments, options)


def run_check(arguments: argparse.Namespace) -> int:
    """`sitegen check`."""
    _no_collector()
    from sitegen.build import Options
    from sitegen.diagnostics import Severity

    fail_at = Severity.WARNING if arguments.strict else Severity.ERROR
    return _built(
        arguments, Options(drafts=arguments.drafts, jobs=arguments.jobs, cache=False, check_only=True, fail_at=fail_at)
    )


def _no_collector() -> None:
    """A build makes millions of small values and no cycles worth looking for, then ends; its imports are the first."""
    gc.disable()


def _built(arguments: argparse.Namespace, options: Options) -> int:
    from sitegen.build import build
    from sitegen.diagnostics import worst
    from sitegen.publish import PublishError

    started = time.perf_counter()
    progress = Progress(sys.stderr)
    try:
        outcome = build(arguments.root, options, progress.told)
    except PublishError as error:
        progress.clear()
        print(f"error: {error}", file=sys.stderr)
        return CONTENT_PROBLEMS
    progress.clear()
    print_problems(outcome.problems, arguments.format)
    level = worst(outcome.problems)
    failed = level is not None and level >= options.fail_at
    if arguments.format == "text":
        print(summary_line(outcome, options, time.perf_counter() - started))
    return CONTENT_PROBLEMS if failed or not (outcome.published or options.check_only) else FINE


def print_problems(problems: Iterable[Problem], form: str) -> None:
    """All problems: as text to standard error, in the forms for programs to standard output."""
    from sitegen.diagnostics import format_all

    stream = sys.stderr if form == "text" else sys.stdout
    shown = format_all(problems, form, colour=wants_colour(stream))
    if shown:
        print(shown, file=stream)


def wants_colour(stream: TextIO) -> bool:
    """True for a terminal whose owner has not set NO_COLOR."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def summary_line(outcome: Outcome, options: Options, seconds: float) -> str:
    """One line that says what a build came to."""
    from sitegen.diagnostics import Severity

    def counted(number: int, noun: str) -> str:
        return f"{number:,} {noun}" + ("" if number == 1 else "s")

    def so_many(severity: Severity) -> int:
        return sum(problem.severity is severity for problem in outcome.problems)

    found = [
        counted(so_many(Severity.ERROR), "error"),
        counted(so_many(Severity.WARNING), "warning"),
    ]
    if not outcome.summary:
        return f"nothing published: {', '.join(found)} ({seconds:.1f} s)"
    counts = [counted(outcome.summary[f"{noun}s"], noun) for noun in ("article", "edition", "page", "term", "event")]
    if options.check_only:
        verdict = "checked"
    elif outcome.published:
        verdict = f"built {outcome.output}"
    else:
        verdict = "nothing published"
    changed = [f"{counted(outcome.written, 'file')} changed"] if outcome.published else []
    return f"{verdict}: {', '.join([*counts, *changed, *found])} ({seconds:.1f} s)"


class Progress:
    """A line on a terminal that says how far long work is; nothing where nobody watches."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream if stream.isatty() else None
        self.shown = 0.0

    def told(self, stage: str, done: int, total: int) -> None:
        """Shows the state of a stage, at most ten times a second."""
        now = time.monotonic()
        if self.stream and (now - self.shown > 0.1 or done == total):
            self.shown = now
            self.stream.write(f"\r\x1b[K{stage} {done:,} of {total:,}")
            self.stream.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self.stream and self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


# --- import --------------------------------------------------------------------------------------------------------


def _import_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "import", run_import, "make an article of a capture: pasted text or a saved page")
    parser.add_argument("files", nargs="+", metavar="FILE", help="files to import; - for standard input")
    parser.add_argument("--slug", help="address of the article (one file only)")
    parser.add_argument(
        "--date", type=_day, metavar="DAY", help="day of the capture, such as 2024-04-02 (default: today)"
    )


def run_import(arguments: argparse.Namespace) -> int:
    """`sitegen import`."""
    from sitegen.config import read_config
    from sitegen.importing import import_files

    if arguments.slug and len(arguments.files) > 1:
        print("sitegen import: --slug goes with one file", file=sys.stderr)
        return USAGE
    content = read_config(arguments.root).config.content
    day = arguments.date or datetime.now()
    outcome = import_files(arguments.root / content, arguments.files, sys.stdin.buffer, day, slug=arguments.slug)
    for told in outcome.told:
        print(told)
    for failure in outcome.failures:
        print(f"error: {failure}", file=sys.stderr)
    print_problems(outcome.problems, "text")
    return CONTENT_PROBLEMS if outcome.failures or outcome.problems else FINE


# --- serve ---------------------------------------------------------------------------------------------------------


def _serve_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "serve", run_serve, "show the site on this machine, and follow every change")
    parser.add_argument("--host", default="127.0.0.1", help="address of this machine to answer at (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, metavar="N", help="port (default: 8000, or the next free one)")
    parser.add_argument("--drafts", action="store_true", help="include articles marked as drafts")
    parser.add_argument("--open", action="store_true", help="open the site in a browser")


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number < 65536:
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return number


def run_serve(arguments: argparse.Namespace) -> int:
    """`sitegen serve`."""
    from sitegen.serve import NoPort, is_loopback, serve, start

    if not is_loopback(arguments.host):
        print("sitegen serve: --host must be an address of this machine, such as 127.0.0.1", file=sys.stderr)
        return USAGE
    progress = Progress(sys.stderr)
    try:
        server = start(arguments.root, arguments.host, arguments.port, drafts=arguments.drafts, told=progress.told)
    except NoPort as error:
        print(f"sitegen serve: {error}", file=sys.stderr)
        return USAGE

    def say(line: str) -> None:
        progress.clear()
        print(line, flush=True)

    opened = None
    if arguments.open:
        import webbrowser

        opened = webbrowser.open
    serve(server, say, opened)
    return FINE


# --- new -----------------------------------------------------------------------------------------------------------


def _new_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "new", _nothing_new, "begin a site, an article, a glossary entry or an event")
    kinds = parser.add_subparsers(title="what", metavar="WHAT")
    site = _command(kinds, "site", new_site, "a folder that builds and deploys at once")
    site.add_argument("folder", type=Path, metavar="DIR", help="folder to make; it must be empty or absent")
    article = _command(kinds, "article", new_article, "an empty article with every front-matter key")
    article.add_argument("slug", metavar="SLUG", help="address of the article, such as 2024-04-02-chip-rules")
    term = _command(kinds, "term", new_term, "a glossary entry to fill in")
    term.add_argument("id", metavar="ID", help="address of the entry, such as export-controls")
    term.add_argument(
        "--file", default="terms.yaml", metavar="FILE", help="file in content/glossary (default: terms.yaml)"
    )
    event = _command(kinds, "event", new_event, "an event to fill in")
    event.add_argument("id", metavar="ID", help="address of the event, such as chip-rules-2024")
    event.add_argument("--date", metavar="DATE", help="when it was, such as 2024-04-02")


def _nothing_new(arguments: argparse.Namespace) -> int:
    print("sitegen new: name what to begin: site, article, term, event", file=sys.stderr)
    return USAGE


def new_site(arguments: argparse.Namespace) -> int:
    """`sitegen new site`."""
    from sitegen import scaffold

    return _made(lambda: scaffold.new_site(arguments.folder))


def new_article(arguments: argparse.Namespace) -> int:
    """`sitegen new article`."""
    from sitegen import scaffold

    return _made(lambda: scaffold.new_article(arguments.root, arguments.slug))


def new_term(arguments: argparse.Namespace) -> int:
    """`sitegen new term`."""
    from sitegen import scaffold

    return _made(lambda: scaffold.new_term(arguments.root, arguments.id, arguments.file))


def new_event(arguments: argparse.Namespace) -> int:
    """`sitegen new event`."""
    from sitegen import scaffold

    return _made(lambda: scaffold.new_event(arguments.root, arguments.id, arguments.date))


def _made(make: Callable[[], str]) -> int:
    from sitegen.scaffold import Refused

    try:
        print(make())
    except Refused as error:
        print(f"sitegen new: {error}", file=sys.stderr)
        return USAGE
    return FINE


# --- suggest and schema --------------------------------------------------------------------------------------------


def _suggest_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "suggest", run_suggest, "words that lack a glossary entry, and events to confirm")
    parser.add_argument("what", nargs="?", choices=("terms", "events"), help="only these (default: both)")
    parser.add_argument("--drafts", action="store_true", help="include articles marked as drafts")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the output (default: text)")


def run_suggest(arguments: argparse.Namespace) -> int:
    """`sitegen suggest`."""
    from sitegen.diagnostics import Severity, worst
    from sitegen.suggest import suggest

    found = suggest(arguments.root, arguments.what, drafts=arguments.drafts)
    print_problems(found.problems, "text")
    print(found.as_json() if arguments.format == "json" else found.as_text())
    return CONTENT_PROBLEMS if worst(found.problems) is Severity.ERROR else FINE


def _schema_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "schema", run_schema, "print the JSON Schema by which editors check a file")
    parser.add_argument(
        "kind",
        nargs="?",
        choices=("article", "glossary", "event", "settings"),
        default="article",
        help="(default: article)",
    )


def run_schema(arguments: argparse.Namespace) -> int:
    """`sitegen schema`."""
    from sitegen.schema import as_text

    print(as_text(arguments.kind), end="")
    return FINE


# --- inspect -------------------------------------------------------------------------------------------------------


def _inspect_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "inspect", _no_stage, "open a stage to scripts: JSON Lines in, JSON Lines out")
    stages = parser.add_subparsers(title="stages", metavar="STAGE")
    clean = _command(stages, "clean", inspect_clean, "captures, cleaned")
    clean.add_argument("files", nargs="*", type=Path, metavar="FILE")
    clean.add_argument(
        "--explain", action="store_true", help="show the capture with what was removed, and by which rule"
    )
    clean.add_argument("--rules", action="store_true", help="list all rules")
    terms = _command(stages, "terms", inspect_terms, "glossary terms in sentences from standard input")
    terms.add_argument("--glossary", type=Path, required=True, metavar="PATH", help="a glossary file or folder")
    _command(stages, "convert", inspect_convert, "texts from standard input in another script")
    _command(stages, "figures", inspect_figures, "figures in texts from standard input")
    events = _command(stages, "events", inspect_events, "events and suggestions of a content folder")
    events.add_argument("content", type=Path, metavar="CONTENT")


def _no_stage(arguments: argparse.Namespace) -> int:
    print("sitegen inspect: name a stage: clean, terms, convert, figures, events", file=sys.stderr)
    return USAGE


def write_lines(rows: Iterable[object]) -> None:
    """Prints values as JSON Lines."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def inspect_clean(arguments: argparse.Namespace) -> int:
    """`sitegen inspect clean`."""
    from sitegen import clean
    from sitegen.frontmatter import split_head
    from sitegen.importing import inspect_capture, readable_text
    from sitegen.intake import IntakeError, MissingExtra

    if arguments.rules:
        for rule in clean.RULES:
            print(f"{rule.name:<24} {rule.kind:<18} {rule.summary}")
        return FINE
    if not arguments.files:
        print("sitegen inspect clean: name one or more capture files", file=sys.stderr)
        return USAGE
    failed = False
    for path in arguments.files:
        try:
            if arguments.explain:
                text = readable_text(path)
                print(clean.explain(clean.clean(text[split_head(text).body :]), colour=wants_colour(sys.stdout)))
            else:
                write_lines([inspect_capture(path)])
        except (IntakeError, MissingExtra) as error:
            failed = True
            print(f"error: {error}", file=sys.stderr)
        except OSError as error:
            failed = True
            print(f"error: {path}: {error.strerror}", file=sys.stderr)
    return CONTENT_PROBLEMS if failed else FINE


def _from_stdin(rows: Callable[[Iterable[str]], Iterable[object]], *texts: str) -> int:
    """Runs a stage over JSON Lines whose keys `texts` are strings; every line that is no such object is named."""
    number, failed = 0, False

    def refused(what: str) -> None:
        nonlocal failed
        failed = True
        print(f"<stdin>:{number}: error: {what}", file=sys.stderr)

    def usable() -> Iterator[str]:
        nonlocal number
        for number, raw in enumerate(sys.stdin.buffer, 1):
            # Not by `splitlines`: JSON may hold U+2028 and U+0085 as they are.
            try:
                line = raw.decode("utf-8").removeprefix("\ufeff" if number == 1 else "").strip()
                if line and (wrong := _wrong_row(json.loads(line), texts)):
                    refused(wrong)
                elif line:
                    yield line
            except UnicodeDecodeError as error:
                refused(f"not UTF-8 (byte 0x{raw[error.start]:02x} at {error.start})")
            except json.JSONDecodeError as error:
                refused(f"not JSON ({error.msg} at {error.pos})")
            except RecursionError:
                refused("nested too deeply")

    lines = usable()
    for _ in iter(lambda: _written(rows(lines), refused), True):
        pass
    return CONTENT_PROBLEMS if failed else FINE


def _wrong_row(row: object, texts: Sequence[str]) -> str | None:
    if not isinstance(row, dict):
        return "a line must be a JSON object"
    if missing := [key for key in ("id", *texts) if key not in row]:
        return f"this line lacks {', '.join(f'`{key}`' for key in missing)}"
    wrong = [key for key in texts if not isinstance(row[key], str)]
    return f"{', '.join(f'`{key}`' for key in wrong)} must be a string" if wrong else None


def _written(rows: Iterable[object], refused: Callable[[str], None]) -> bool:
    """Prints rows until the stage refuses one; True where none was left."""
    try:
        write_lines(rows)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        said = str(error).split(": ", 1)[-1] if isinstance(error, ValueError) else repr(error)
        refused(f"not in the form that the stage reads: {said}")
        return False
    return True


def inspect_terms(arguments: argparse.Namespace) -> int:
    """`sitegen inspect terms`."""
    from sitegen import annotate
    from sitegen.load import read_glossaries

    terms, problems = read_glossaries(arguments.glossary)
    if problems:
        print_problems(problems, "text")
        return CONTENT_PROBLEMS
    return _from_stdin(lambda lines: annotate.inspect_terms(lines, terms), "lang", "text")


def inspect_convert(arguments: argparse.Namespace) -> int:
    """`sitegen inspect convert`."""
    from sitegen.convert import inspect_convert as rows

    return _from_stdin(rows, "from", "to", "text")


def inspect_figures(arguments: argparse.Namespace) -> int:
    """`sitegen inspect figures`."""
    from sitegen.figures import inspect_figures as rows

    return _from_stdin(rows, "lang", "text")


def inspect_events(arguments: argparse.Namespace) -> int:
    """`sitegen inspect events`."""
    from sitegen.build import digests_of
    from sitegen.diagnostics import Severity, worst
    from sitegen.link import inspect_events as rows

    digests, events, problems = digests_of(arguments.content)
    print_problems(problems, "text")
    write_lines(rows(digests, events))
    return CONTENT_PROBLEMS if worst(problems) is Severity.ERROR else FINE


if __name__ == "__main__":
    sys.exit(main())

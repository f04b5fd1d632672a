"""The served site: the bytes of a build, changes at once, problems beside them, and nothing for strangers."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import Options, build
from sitegen.diagnostics import Problem
from sitegen.model import Site
from sitegen.scaffold import new_site
from sitegen.serve import NoPort, Server, Studio, careful, is_loopback, serve, start
from sitegen.serve.overlay import error_page, layer, with_layer
from sitegen.serve.server import answer, is_own_host
from sitegen.serve.watcher import polled, ticks

GERMAN = """\
---
title: Maschine weist den Weg
lang: de
published: 2024-05-07
source: Beispielbote
events: [library-guide-2024]
notes:
  - quote: zwei Grafikprozessoren
    note: So steht es auch im chinesischen Bericht.
---
Maschine weist den Weg

Am Montag, dem 6. Mai, nahm eine Bibliothek ein großes Sprachmodell in Betrieb. Es läuft auf zwei Grafikprozessoren.

Die Anlage hat 120.000 Yuan gekostet, sagt die Leiterin des Hauses.

Wer eine Frage stellt, bekommt Stockwerk und Regal genannt. Drei von zehn Fragen beantworten weiterhin Menschen.
"""

ARTICLE = "content/articles/wegweiser.md"
PAGE = "de/articles/wegweiser.html"
BASE = "http://127.0.0.1:8000/"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    new_site(folder)
    (folder / ARTICLE).write_text(GERMAN, encoding="utf-8")
    return folder


def opened(root: Path, *, drafts: bool = False) -> Studio:
    studio = Studio(root, Options(base_url=BASE, jobs=1, drafts=drafts))
    studio.follow()
    return studio


def shown(studio: Studio, path: str = PAGE) -> str:
    assert studio.current.pages is not None
    return (studio.current.pages.get(path) or b"").decode()


def edit(root: Path, old: str, new: str, path: str = ARTICLE) -> Path:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")
    return root / path


def codes(studio: Studio) -> list[tuple[str, int, str]]:
    return [(each.path, each.line, each.code) for each in studio.current.problems]


def built(root: Path) -> dict[str, bytes]:
    outcome = build(root, Options(base_url=BASE, jobs=1, cache=False))
    assert outcome.published
    folder = root / outcome.output
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def served(studio: Studio, paths: dict[str, bytes]) -> dict[str, bytes | None]:
    assert studio.current.pages is not None
    return {path: studio.current.pages.get(path) for path in paths}


# --- pages -----------------------------------------------------------------------------------------------------------


def test_every_file_of_a_build_is_served_with_the_same_bytes(root: Path) -> None:
    files = built(root)
    assert len(files) > 80
    assert served(opened(root), files) == files


def test_pages_followed_through_edits_are_those_of_a_build_from_nothing(root: Path) -> None:
    studio = opened(root)
    sample = "content/articles/2024-05-06-library-guide.md"
    changes: list[Callable[[], object]] = [
        lambda: edit(root, "Annotated Briefing", "Our Briefing", "sitegen.toml"),
        lambda: edit(root, "120.000 Yuan", "180.000 Yuan"),
        lambda: edit(root, "12万元", "15万元", sample),
        lambda: (root / "content/articles/dritter.md").write_text(GERMAN.replace("120.000", "90.000"), "utf-8"),
        lambda: edit(root, "用大量文字训练出来的程序", "读了很多文字的程序", "content/glossary/terms.yaml"),
        lambda: edit(root, "see: [open-weights]", "see: [open-weights, gpu]", "content/glossary/terms.yaml"),
        lambda: edit(root, "de: [offene Gewichte]", "de: [offene Gewichte, Stockwerk]", "content/glossary/terms.yaml"),
        lambda: edit(root, "Nachrichten werden gespeichert", "Nachrichten bleiben", "content/pages/about.md"),
        lambda: edit(root, "lang: de", "lang: [de"),
        lambda: [edit(*each) for each in ((root, "lang: [de", "lang: de"), (root, "Our", "Your", "sitegen.toml"))],
        lambda: edit(root, "date: 2024-05-06", "date: 2024-05-05", "content/events/library-guide-2024.md"),
        lambda: (root / "content/articles/dritter.md").unlink(),
    ]
    for change in changes:
        change()
        assert studio.follow()
        studio.settle()
    files = built(root)
    assert served(studio, files) == files


def test_a_changed_article_is_shown_before_its_links_are_worked_out(root: Path) -> None:
    studio = opened(root)
    edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
    assert studio.follow() == (ARTICLE,)
    assert "Stockwerk und Zimmer" in shown(studio)
    before = studio.current.version
    studio.settle()
    assert studio.current.version == before + 1
    studio.settle()
    assert studio.current.version == before + 1


def test_a_change_while_links_are_worked_out_is_not_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sitegen.site import assemble

    studio = opened(root)
    edit(root, "12万元", "15万元", "content/articles/2024-05-06-library-guide.md")
    studio.follow()

    def interrupted(*arguments: Any) -> Site:
        if "Zimmer" not in shown(studio):
            edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
            studio.follow()
        return assemble(*arguments)

    monkeypatch.setattr("sitegen.serve.studio.assemble", interrupted)
    studio.settle()
    assert "Stockwerk und Zimmer" in shown(studio)
    assert "15万元" in shown(studio, "de/compare/library-guide-2024.html")
    unsettled = [studio.unsettled]
    studio.settle()
    assert [*unsettled, studio.unsettled] == [True, False]
    files = built(root)
    assert served(studio, files) == files


def test_the_traces_of_an_editor_saving_a_file_count_for_nothing(root: Path) -> None:
    studio = opened(root)
    version = studio.current.version
    folder = root / "content/articles"
    (folder / "wegweiser.md~").write_text(GERMAN, encoding="utf-8")
    (folder / ".wegweiser.md.swp").write_bytes(b"\0")
    traces = frozenset(map(str, (folder / "wegweiser.md~", folder / ".wegweiser.md.swp", folder / "4913")))
    assert studio.follow(traces) == ()
    assert studio.current.version == version
    edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
    (folder / "wegweiser.md").rename(folder / "wegweiser.tmp")
    (folder / "wegweiser.tmp").rename(folder / "wegweiser.md")
    assert studio.follow(frozenset({*traces, str(root / ARTICLE)})) == (ARTICLE,)


def test_only_the_named_files_are_looked_at(root: Path) -> None:
    studio = opened(root)
    edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
    other = "content/articles/2024-05-06-library-guide.md"
    edit(root, "12万元", "15万元", other)
    assert studio.follow(frozenset({str(root / ARTICLE)})) == (ARTICLE,)
    assert studio.follow(frozenset({str(root / ARTICLE)})) == ()
    assert studio.follow(None) == (other,)
    new = root / "content/articles/neu.md"
    new.write_text(GERMAN, encoding="utf-8")
    assert studio.follow(frozenset({str(new)})) == ("content/articles/neu.md",)
    new.unlink()
    assert studio.follow(frozenset({str(new)})) == ("content/articles/neu.md",)
    (root / "content/more").mkdir()
    assert studio.follow(frozenset({str(root / "content/more")})) == ()


def test_nothing_happens_where_nothing_changed(root: Path) -> None:
    studio = opened(root)
    assert studio.follow() == ()
    assert studio.current.version == 1


def test_a_new_article_and_a_removed_one_come_and_go(root: Path) -> None:
    studio = opened(root)
    new = root / "content/articles/neu.md"
    new.write_text(GERMAN.replace("Maschine weist den Weg", "Zweiter Bericht"), encoding="utf-8")
    studio.follow()
    assert "Zweiter Bericht" in shown(studio, "de/articles/neu.html")
    assert "Zweiter Bericht" in shown(studio, "de/articles/index.html")
    new.unlink()
    studio.follow()
    assert shown(studio, "de/articles/neu.html") == ""
    assert "Zweiter Bericht" not in shown(studio, "de/articles/index.html")


def test_drafts_are_served_only_when_asked_for(root: Path) -> None:
    edit(root, "lang: de\n", "lang: de\ndraft: true\n")
    assert shown(opened(root)) == ""
    assert "Maschine weist den Weg" in shown(opened(root, drafts=True))


def test_a_changed_template_of_the_site_is_used(root: Path) -> None:
    studio = opened(root)
    own = root / "theme/templates/404.html"
    own.parent.mkdir(parents=True)
    own.write_text("{% extends 'base.html' %}{% block main %}<h1>nowhere</h1>{% endblock %}", encoding="utf-8")
    studio.follow()
    assert "<h1>nowhere</h1>" in shown(studio, "404.html")


# --- mistakes --------------------------------------------------------------------------------------------------------


def test_an_article_that_cannot_be_read_stays_as_it_was_with_the_problem_beside_it(root: Path) -> None:
    studio = opened(root)
    edit(root, "lang: de", "lang: [de")
    studio.follow()
    studio.settle()
    assert "Stockwerk und Regal" in shown(studio)
    assert [(path, code) for path, _, code in codes(studio)] == [(ARTICLE, "broken-yaml")]
    edit(root, "lang: [de", "lang: de")
    studio.follow()
    studio.settle()
    assert codes(studio) == []


def test_a_glossary_that_cannot_be_read_leaves_the_terms_as_they_were(root: Path) -> None:
    studio = opened(root)
    edit(root, "- id: llm", "- id: [llm", "content/glossary/terms.yaml")
    studio.follow()
    assert "Ein Programm, das an sehr viel Text" in shown(studio)
    assert {path for path, _, _ in codes(studio)} == {"content/glossary/terms.yaml"}


def test_settings_that_cannot_be_read_leave_the_site_as_it_was(root: Path) -> None:
    studio = opened(root)
    edit(root, "title =", "titel =", "sitegen.toml")
    assert studio.follow() == ("sitegen.toml",)
    assert "Stockwerk und Regal" in shown(studio)
    assert codes(studio) == [("sitegen.toml", 2, "unknown-key")]


def test_a_site_that_never_was_readable_shows_its_problems(tmp_path: Path) -> None:
    studio = Studio(tmp_path, Options(base_url=BASE, jobs=1))
    studio.follow()
    assert [each.code for each in studio.current.problems] == ["no-content"]
    found = answer(studio.current, "/")
    assert found.status == 200
    assert b'src="/.sitegen/serve.js"' in found.body


def test_a_template_with_a_mistake_is_shown_with_its_line(root: Path) -> None:
    own = root / "theme/templates/404.html"
    own.parent.mkdir(parents=True)
    own.write_text("<h1>\n{{ no_such_thing }}\n</h1>", encoding="utf-8")
    found = answer(opened(root).current, "/nowhere")
    assert found.status == 500
    assert b"theme/templates/404.html:2" in found.body
    assert b"no_such_thing" in found.body


def test_interface_texts_with_a_mistake_leave_the_pages_as_they_were(root: Path) -> None:
    studio = opened(root)
    own = root / "theme/i18n/de.toml"
    own.parent.mkdir(parents=True)
    own.write_text('skip = "Zum Text"\nskip = "Zum Inhalt"\n', encoding="utf-8")
    studio.follow()
    assert codes(studio) == [("theme/i18n/de.toml", 2, "broken-toml")]
    assert "Stockwerk und Regal" in shown(studio)
    own.write_text('skip = "Zum Text, bitte"\n', encoding="utf-8")
    studio.follow()
    assert codes(studio) == []
    assert "Zum Text, bitte" in shown(studio)


def test_a_fault_of_sitegen_is_told_and_outlived(root: Path) -> None:
    studio = opened(root)
    said: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError("nobody thought of this")

    assert careful(studio, fail, said.append) is None
    assert "nobody thought of this" in said[0]
    assert codes(studio) == [("", 0, "unexpected")]
    assert "Stockwerk und Regal" in shown(studio)
    edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
    studio.follow()
    studio.settle()
    assert codes(studio) == []


def test_a_dead_link_of_the_open_page_is_among_its_problems(root: Path) -> None:
    from sitegen.serve.server import dead_links

    page = "content/pages/about.md"
    edit(root, "Jeder Artikel zeigt", "[Hier](../articles/fehlt.html) und [dort](../articles/wegweiser.html)", page)
    studio = opened(root)
    assert [each.message for each in dead_links(studio.current, "de/pages/about.html")] == [
        "a link leads to «de/articles/fehlt.html», which is not in the site"
    ]
    assert dead_links(studio.current, PAGE) == []


# --- the layer -------------------------------------------------------------------------------------------------------


def layer_of(studio: Studio, path: str = PAGE) -> dict[str, list[dict[str, object]]]:
    value: dict[str, list[dict[str, object]]] = json.loads(layer(studio.current, path))
    return value


def test_a_note_without_its_quote_stands_at_the_passage_most_like_it(root: Path) -> None:
    edit(root, "quote: zwei Grafikprozessoren", "quote: zwölf neue Grafikkarten im Keller")
    studio = opened(root)
    found = [each for each in layer_of(studio)["suggestions"] if each["kind"] == "note"]
    assert len(found) == 1
    assert studio.current.pages is not None
    blocks = {block.id: block.text for block in studio.current.pages.shelf.get("wegweiser").article.blocks}
    assert "Grafikprozessoren" in blocks[str(found[0]["block"])]


def test_an_event_that_nobody_confirmed_is_suggested_with_the_line_that_confirms_it(root: Path) -> None:
    edit(root, "events: [library-guide-2024]\n", "")
    found = [each for each in layer_of(opened(root))["suggestions"] if each["kind"] == "event"]
    assert [each["add"] for each in found] == ["events: [library-guide-2024]"]


def test_problems_of_the_open_article_come_first(root: Path) -> None:
    edit(root, "lang: de\n", "lang: de\nlink: [nobody]\n")
    edit(root, "events: [library-guide-2024]", "events: [nothing]", "content/articles/2024-05-06-library-guide.md")
    problems = layer_of(opened(root))["problems"]
    assert [(each["path"], each["own"]) for each in problems][:2] == [
        (ARTICLE, True),
        ("content/articles/2024-05-06-library-guide.md", False),
    ]
    assert problems[0]["line"] == 4
    assert problems[0]["snippet"] == "link: [nobody]"


def test_script_and_leave_to_ask_for_news_are_in_served_pages_only(root: Path) -> None:
    page = built(root)["index.html"]
    assert b".sitegen" not in page
    served = with_layer(page, "d1")
    assert served.count(b"/.sitegen/serve.js") == 1
    assert b"content=\"connect-src 'self'; default-src 'none'" in served
    assert served.count(b"connect-src") == 1
    assert b"unsafe-inline" not in served


def test_hostile_text_in_a_problem_stays_text() -> None:
    nasty = Problem("content/articles/a.md", 1, 1, "x", "<script>alert(1)</script>", snippet="<img src=x onerror=y>")
    page = error_page("<b>", [nasty], "</pre><script>").decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# --- HTTP ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    found = start(root, "127.0.0.1", 0)
    lines: list[str] = []
    ready = threading.Event()
    thread = threading.Thread(target=serve, args=(found, lines.append, lambda address: ready.set()), daemon=True)
    thread.start()
    assert ready.wait(60)
    yield found
    found.stop.set()
    thread.join(30)
    assert not thread.is_alive()


def ask(server: Server, path: str, method: str = "GET", host: str | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    response = connection.getresponse()
    response.body = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def test_pages_are_found_as_on_github_pages(server: Server) -> None:
    found = {
        path: (response.status, response.getheader("Content-Type"), response.getheader("Location"))
        for path in (
            "/",
            "/de/",
            "/de",
            "/articles/wegweiser",
            "/articles/wegweiser.html",
            "/static/style.css",
            "/static/icon.svg",
            "/feed.xml",
            "/compare/library-guide-2024.csv",
            "/glossary/terms.json",
            "/search/index.js",
            "/nowhere",
            "/articles/nobody.html",
        )
        if (response := ask(server, path))
    }
    page = "text/html; charset=utf-8"
    assert found == {
        "/": (200, page, None),
        "/de/": (200, page, None),
        "/de": (301, page, "/de/"),
        "/articles/wegweiser": (200, page, None),
        "/articles/wegweiser.html": (200, page, None),
        "/static/style.css": (200, "text/css; charset=utf-8", None),
        "/static/icon.svg": (200, "image/svg+xml", None),
        "/feed.xml": (200, "application/xml; charset=utf-8", None),
        "/compare/library-guide-2024.csv": (200, "text/csv; charset=utf-8", None),
        "/glossary/terms.json": (200, "application/json; charset=utf-8", None),
        "/search/index.js": (200, "text/javascript; charset=utf-8", None),
        "/nowhere": (404, page, None),
        "/articles/nobody.html": (404, page, None),
    }


@pytest.mark.parametrize(
    "path", ["/../sitegen.toml", "/%2e%2e/sitegen.toml", "/..%2fsitegen.toml", "/a%00b", "/a//b", "/%5c..", "x"]
)
def test_no_path_leads_out_of_the_site(server: Server, path: str) -> None:
    response = ask(server, path)
    assert response.status == 400
    assert response.getheader("Location") is None
    assert b"title =" not in response.body  # type: ignore[attr-defined]


def test_a_path_that_looks_like_another_site_leads_nowhere(server: Server) -> None:
    found = [ask(server, path) for path in ("//evil.example/", "//evil.example", "//de")]
    assert [response.getheader("Location") for response in found] == [None, None, "/de/"]
    assert [response.status for response in found] == [404, 404, 301]


def test_sources_are_not_served(server: Server) -> None:
    paths = ("/sitegen.toml", f"/{ARTICLE}", "/.gitignore", "/.sitegen/studio.py", "/.sitegen/../studio.py")
    assert [ask(server, path).status for path in paths] == [404, 404, 404, 404, 400]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_get_and_head_are_answered(server: Server, method: str) -> None:
    response = ask(server, "/", method)
    assert (response.status, response.getheader("Allow")) == (405, "GET, HEAD")


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    head, get = ask(server, "/", "HEAD"), ask(server, "/")
    assert head.getheader("Content-Length") == get.getheader("Content-Length")
    assert head.body == b""  # type: ignore[attr-defined]


def test_a_page_elsewhere_whose_name_leads_here_is_refused(server: Server) -> None:
    port = server.server_port
    assert ask(server, "/", host=f"evil.example:{port}").status == 403
    assert ask(server, "/.sitegen/news?page=/", host=f"evil.example:{port}").status == 403
    assert ask(server, "/", host=f"localhost:{port}").status == 200


def test_own_names_are_those_of_this_machine() -> None:
    assert is_own_host("127.0.0.1:8000", "127.0.0.1", 8000)
    assert is_own_host("LOCALHOST:8000", "127.0.0.1", 8000)
    assert is_own_host("[::1]:8000", "::1", 8000)
    assert not is_own_host("127.0.0.1:8001", "127.0.0.1", 8000)
    assert not is_own_host("127.0.0.1", "127.0.0.1", 8000)
    assert not is_own_host("127.0.0.1.evil.example:8000", "127.0.0.1", 8000)
    assert not is_own_host(None, "127.0.0.1", 8000)


def test_only_addresses_of_this_machine_are_listened_on() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "127.8.8.8")] == [True] * 4
    assert [is_loopback(host) for host in ("0.0.0.0", "192.168.1.5", "example.org", "")] == [False] * 4


def test_the_command_refuses_addresses_that_others_can_reach(capsys: pytest.CaptureFixture[str]) -> None:
    from sitegen.cli import main

    assert main(["serve", "--host", "0.0.0.0"]) == 2
    assert "address of this machine" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(server: Server, root: Path) -> None:
    with pytest.raises(NoPort, match=str(server.server_port)):
        start(root, "127.0.0.1", server.server_port)


def test_an_open_page_is_told_of_a_change_and_of_problems(server: Server, root: Path) -> None:
    page = ask(server, f"/{PAGE}")
    digest = page.body.decode().partition('data-digest="')[2].partition('"')[0]  # type: ignore[attr-defined]
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    connection.request("GET", f"/.sitegen/news?page=/{PAGE}&digest={digest}")
    news = connection.getresponse()
    assert news.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    assert news.readline() == b"event: layer\n"
    assert json.loads(news.readline().removeprefix(b"data: "))["problems"] == []
    edit(root, "lang: de\n", "lang: de\nunlink: [nobody]\n")
    lines = [news.readline() for _ in range(3)]
    assert lines[1] == b"event: layer\n"
    assert "unknown-article" in lines[2].decode()
    edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
    while (line := news.readline()) != b"event: page\n":
        assert line
    connection.close()
    assert "Stockwerk und Zimmer" in ask(server, f"/{PAGE}").body.decode()  # type: ignore[attr-defined]


def test_a_second_session_reads_from_the_cache_in_any_thread(root: Path) -> None:
    opened(root)
    studio = opened(root)
    files = built(root)
    found: dict[str, bytes | None] = {}
    threads = [threading.Thread(target=lambda: found.update(served(studio, files))) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join()
    assert found == files
    edit(root, "Stockwerk und Regal", "Stockwerk und Zimmer")
    studio.follow()
    thread = threading.Thread(target=studio.settle)
    thread.start()
    thread.join()
    files = built(root)
    assert served(studio, files) == files


def test_a_damaged_cache_is_made_anew(root: Path) -> None:
    studio = opened(root)
    (root / "build/cache/serve/articles.db").write_bytes(b"not a database")
    again = opened(root)
    files = built(root)
    assert served(again, files) == files
    assert careful(studio, lambda: served(studio, files), lambda line: None) is None or served(studio, files) == files
    studio.follow()
    assert served(studio, files) == files


# --- watching --------------------------------------------------------------------------------------------------------


def test_polling_finds_a_change_and_ends_when_told() -> None:
    stop = threading.Event()
    states = iter([1, 1, 2, 2, 3])

    def look() -> int:
        found = next(states)
        if found == 3:
            stop.set()
        return found

    assert len(list(polled(stop, look))) == 2


def test_a_saved_file_is_noticed(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.3, lambda: (tmp_path / "a.md").write_text("x", encoding="utf-8")).start()
    found = ticks([tmp_path], stop, lambda: sorted(tmp_path.iterdir()))
    for _ in found:
        if (tmp_path / "a.md").exists():
            break
    stop.set()
    assert (tmp_path / "a.md").exists()

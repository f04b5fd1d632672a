"""Pages over HTTP for one editor on this machine, as GitHub Pages would serve them."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import threading
import traceback
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from socket import AF_INET6
from typing import ClassVar
from urllib.parse import parse_qs, quote, unquote, urlsplit

from sitegen.check import page_facts
from sitegen.diagnostics import Problem
from sitegen.mistakes import theme_problem
from sitegen.model import Page
from sitegen.serve.overlay import OWN, error_page, layer, with_layer
from sitegen.serve.studio import Snapshot, Studio
from sitegen.state import key_of

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonld": "application/ld+json; charset=utf-8",
    "webmanifest": "application/manifest+json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "ico": "image/x-icon",
}
HEARTBEAT = 15.0
"""Seconds after which an open page is told that the server is still there."""

MISSING = "404.html"
UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|(?:^|/)\.\.?(?:/|$)|//")
"""Paths that no page has: control characters, backslashes, dot segments, empty segments."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets."""

    status: int
    body: bytes = b""
    kind: str = TYPES["html"]
    location: str = ""


def is_loopback(host: str) -> bool:
    """True for a name or address of this machine that no other machine can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_own_host(header: str | None, host: str, port: int) -> bool:
    """True where a request was meant for this server; a page elsewhere whose name leads here says another name."""
    names = {"localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host}
    own = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
    return header is not None and header.lower() in own


def answer(snapshot: Snapshot, target: str) -> Answer:
    """What GitHub Pages would answer to a request for a path, with the editor's layer on every page."""
    address = unquote(urlsplit(target).path) if target.startswith("/") else ""
    if not address or UNSAFE.search(address):
        return Answer(400, error_page("This is no address of a page", ()))
    path = address.removeprefix("/")
    if address.startswith(OWN):
        return own_file(address.removeprefix(OWN))
    if snapshot.pages is None:
        return Answer(503, with_layer(error_page("There is no site to show yet", snapshot.problems), "none"))
    try:
        return _page(snapshot, path)
    except Exception as error:
        problem = theme_problem(error)
        page = error_page("This page could not be made", [problem] if problem else (), _trace(error, problem))
        return Answer(500, with_layer(page, key_of(page)))


def _page(snapshot: Snapshot, path: str) -> Answer:
    pages = snapshot.pages
    assert pages is not None
    name = path + "index.html" if not path or path.endswith("/") else path
    content = pages.get(name)
    if content is None and not path.endswith("/") and "." not in path.rpartition("/")[2]:
        if (content := pages.get(f"{path}.html")) is not None:
            name = f"{path}.html"
        elif pages.get(f"{path}/index.html") is not None:
            return Answer(301, location=f"/{quote(path)}/")
    status = 200
    if content is None:
        status, name, content = 404, MISSING, pages.get(MISSING)
        content = content or error_page("There is no such page", ())
    suffix = name.rpartition(".")[2].lower()
    if suffix == "html":
        content = with_layer(content, key_of(content))
    return Answer(status, content, TYPES.get(suffix, "application/octet-stream"))


def _trace(error: Exception, problem: Problem | None) -> str:
    return "" if problem else "".join(traceback.format_exception(error))


@cache
def own_file(name: str) -> Answer:
    """The editor's script and style sheet."""
    if name not in ("serve.js", "serve.css"):
        return Answer(404, b"", TYPES["txt"])
    body = files("sitegen.serve").joinpath("files", name).read_bytes()
    return Answer(200, body, TYPES[name.rpartition(".")[2]])


def digest_of(snapshot: Snapshot, target: str) -> str:
    """The digest that `with_layer` wrote into the page at an address, as the page would be now."""
    found = DIGEST.search(answer(snapshot, target).body)
    return found[1].decode() if found else ""


DIGEST = re.compile(rb'data-digest="([^"]*)"')


def layer_of(snapshot: Snapshot, target: str) -> bytes:
    """Problems and suggestions for the page at an address, links of the page that lead nowhere among them."""
    path = unquote(urlsplit(target).path).removeprefix("/")
    name = path + "index.html" if not path or path.endswith("/") else path
    return layer(snapshot, name, dead_links(snapshot, name))


def dead_links(snapshot: Snapshot, path: str) -> list[Problem]:
    """Links of one page that lead to no page, as `sitegen check` would find them."""
    pages = snapshot.pages
    content = pages.get(path) if pages and path.endswith(".html") else None
    if pages is None or content is None or path == MISSING:
        return []
    base = urlsplit(pages.site.config.base_url).path if pages.site.config.base_url else "/"
    facts = page_facts(Page(path, content), base)
    missing = dict.fromkeys(target for link in facts.links if not pages.has(target := link.partition("#")[0]))
    return [Problem(path, 0, 0, "dead-link", f"a link leads to «{each}», which is not in the site") for each in missing]


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    server_version = "sitegen"
    sys_version = ""
    server: Server
    timeout: ClassVar[float] = 120.0

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _refused(self) -> None:
        self.close_connection = True
        self._send(Answer(405, b"only GET and HEAD\n", TYPES["txt"]), body=True, allow="GET, HEAD")

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = _refused

    def _answer(self, *, body: bool) -> None:
        if not is_own_host(self.headers.get("Host"), self.server.host, self.server.server_port):
            self.close_connection = True
            self._send(Answer(403, b"this server answers only to its own name\n", TYPES["txt"]), body=body)
        elif self.path.startswith(f"{OWN}news"):
            self._news(body=body)
        else:
            self._send(answer(self.server.studio.current, self.path), body=body)

    def _send(self, answer: Answer, *, body: bool, allow: str = "") -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        if answer.location:
            self.send_header("Location", answer.location)
        if allow:
            self.send_header("Allow", allow)
        self.end_headers()
        if body:
            self.wfile.write(answer.body)

    def _news(self, *, body: bool) -> None:
        """Server-sent events for one open page: `layer` with its problems and suggestions, `page` when it changed."""
        asked = parse_qs(urlsplit(self.path).query)
        page, shown = asked.get("page", ["/"])[0], asked.get("digest", [""])[0]
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if not body:
            return
        with contextlib.suppress(OSError):
            told = b""
            version = -1
            while not self.server.stop.is_set():
                snapshot = self.server.studio.wait(version, min(HEARTBEAT, 1.0) if version < 0 else HEARTBEAT)
                if snapshot.version == version:
                    self.wfile.write(b": still here\n\n")
                    continue
                version = snapshot.version
                if digest_of(snapshot, page) != shown:
                    self.wfile.write(b"event: page\ndata: changed\n\n")
                    return
                if (now := layer_of(snapshot, page)) != told:
                    told = now
                    self.wfile.write(b"event: layer\ndata: " + now + b"\n\n")

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing: what matters to an editor is said when files change."""


class Server(ThreadingHTTPServer):
    """Serves a studio's pages on this machine only. Raises OSError where the port is taken."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, studio: Studio, host: str, port: int) -> None:
        self.studio = studio
        self.host = host
        self.stop = threading.Event()
        if ":" in host:
            self.address_family = AF_INET6
        super().__init__((host.strip("[]"), port), Handler)

    def server_bind(self) -> None:
        """Binds without asking the network for this machine's name, as the base class would."""
        import socketserver

        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, int(self.server_address[1])

    @property
    def address(self) -> str:
        """The address of the site's first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.server_port}/"

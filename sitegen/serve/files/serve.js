// The editor's layer: added by `sitegen serve` to the pages it serves, never part of a built site.
"use strict";
(() => {
  const own = "/.sitegen/";
  const digest = document.currentScript.dataset.digest;
  const page = location.pathname;
  const kept = "sitegen-scroll";

  // --- the same place in the text after a reload, even where text above it grew or shrank

  function place() {
    for (const element of document.querySelectorAll("main [id]")) {
      const box = element.getBoundingClientRect();
      if (box.height && box.bottom > 0) return { page, id: element.id, top: box.top, y: scrollY };
    }
    return { page, y: scrollY };
  }

  function restore() {
    const text = sessionStorage.getItem(kept);
    sessionStorage.removeItem(kept);
    const at = text && JSON.parse(text);
    if (!at || at.page !== page) return;
    const element = at.id && document.getElementById(at.id);
    const y = element ? scrollY + element.getBoundingClientRect().top - at.top : at.y;
    scrollTo({ top: y, behavior: "instant" });
    document.documentElement.dataset.restored = "";
  }

  function reload() {
    sessionStorage.setItem(kept, JSON.stringify(place()));
    history.scrollRestoration = "manual";
    location.reload();
  }

  // --- elements; every text goes in as text, so nothing in it becomes live

  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  function problem(each) {
    const where = each.line ? `${each.path}:${each.line}:${each.column}` : each.path;
    const head = make("p", "sg-head", make("code", "", where), " ", make("b", "", `${each.severity}: ${each.message}`),
      ` [${each.code}]`);
    const item = make("li", `sg-${each.severity}`, head);
    if (each.snippet.trim()) {
      const start = Math.max(0, each.column - 41), column = each.column - 1 - start;
      const characters = [...each.snippet].slice(start, start + 140);
      const line = make("pre", "", characters.slice(0, column).join(""),
        make("mark", "", characters.slice(column, column + each.length).join("")),
        characters.slice(column + each.length).join(""));
      item.append(line);
    }
    if (each.hint) item.append(make("p", "sg-hint", `hint: ${each.hint}`));
    return item;
  }

  const titles = { note: "note without its quote", event: "event to link", term: "term without an entry" };

  function suggestion(each) {
    const box = make("aside", `sg-suggestion sg-${each.kind}`, make("b", "", titles[each.kind] || each.kind), " ",
      make("span", "", each.text));
    if (each.why) box.append(" ", make("small", "", each.why));
    if (each.add) box.append(make("pre", "", each.add));
    return box;
  }

  function show(found) {
    for (const old of document.querySelectorAll(".sg-panel, .sg-suggestion")) old.remove();
    for (const each of found.suggestions) {
      const block = each.block && document.getElementById(each.block);
      const box = suggestion(each);
      if (!block) (document.querySelector("main article header, main") || document.body).append(box);
      else if (block.localName === "li") block.append(box);
      else block.after(box);
    }
    if (!found.problems.length) return;
    const counts = {};
    for (const each of found.problems) counts[each.severity] = (counts[each.severity] || 0) + 1;
    const words = Object.entries(counts).map(([word, n]) => `${n} ${word}${n > 1 ? "s" : ""}`);
    if (found.more) words.push(`${found.more} more`);
    const list = make("ol", "", ...found.problems.map(problem));
    const panel = make("details", `sg-panel sg-${found.worst}`, make("summary", "", words.join(", ")), list);
    panel.open = found.worst === "error" && sessionStorage.getItem("sitegen-panel") !== "closed";
    panel.addEventListener("toggle", () => sessionStorage.setItem("sitegen-panel", panel.open ? "open" : "closed"));
    panel.lang = "en";
    panel.setAttribute("role", "status");
    document.body.append(panel);
  }

  // --- news; a hidden page asks for none, since a browser keeps only six connections to one server

  const query = `?page=${encodeURIComponent(page)}&digest=${encodeURIComponent(digest)}`;
  let news;

  function listen() {
    news?.close();
    news = undefined;
    if (document.hidden) return;
    news = new EventSource(`${own}news${query}`);
    news.addEventListener("page", reload);
    news.addEventListener("layer", event => show(JSON.parse(event.data)));
  }

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => news?.close());
  addEventListener("pageshow", event => event.persisted && location.reload());
  listen();
  restore();
})();

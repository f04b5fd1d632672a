// Brings the search engine in when somebody turns to the form, or when the address holds a query.
"use strict";

(() => {
  const form = document.getElementById("search-form");
  if (!form) return;
  const start = () => {
    for (const kind of ["focusin", "input"]) form.removeEventListener(kind, start);
    const wait = (event) => event.preventDefault();
    form.addEventListener("submit", wait);
    const engine = document.createElement("script");
    engine.src = form.dataset.engine;
    engine.onerror = () => form.removeEventListener("submit", wait);
    document.head.append(engine);
  };
  for (const kind of ["focusin", "input"]) form.addEventListener(kind, start);
  if (new URLSearchParams(location.search).get("q") || form.elements.q.value) start();
})();

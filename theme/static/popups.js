// Definitions beside their terms. Without this file every term is a link to its entry on the page.
(() => {
  "use strict";
  if (!HTMLElement.prototype.showPopover) return;
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.role = "tooltip";
  tip.popover = "manual";
  document.querySelector("main").append(tip);

  let term = null, waiting = null, timer = 0, dismissed = null, touch = false;
  const termAt = (event) => event.target.closest?.('[role="doc-glossref"]');
  const later = (action, delay) => { clearTimeout(timer); timer = setTimeout(action, delay); };

  const close = () => {
    clearTimeout(timer);
    timer = 0;
    waiting = null;
    if (term) tip.hidePopover();
    term = null;
  };
  const copy = (element, tag) => {
    const part = document.createElement(tag);
    part.lang = element.closest("[lang]").lang;
    part.append(...element.cloneNode(true).childNodes);
    return part;
  };
  const open = (next) => {
    const definition = document.getElementById(next.getAttribute("aria-describedby"));
    if (next === term || !definition) return;
    close();
    const entry = definition.closest("div"), also = entry.querySelector(".also");
    tip.replaceChildren(copy(entry.querySelector("dfn"), "b"), copy(definition, "p"), ...(also ? [copy(also, "small")] : []));
    tip.scrollTop = 0;
    tip.showPopover({ source: next });
    term = next;
  };
  // The rectangle around the term, all its lines, and the popup: the way from one to the other is open.
  const inside = (x, y) => {
    const boxes = [...term.getClientRects(), tip.getBoundingClientRect()];
    return x >= Math.min(...boxes.map((box) => box.left)) - 4 && x <= Math.max(...boxes.map((box) => box.right)) + 4 &&
      y >= Math.min(...boxes.map((box) => box.top)) - 4 && y <= Math.max(...boxes.map((box) => box.bottom)) + 4;
  };
  const moved = (event) => {
    if (event.pointerType === "touch") return;
    const over = termAt(event);
    if (over !== dismissed) dismissed = null;
    // On its way to the popup the pointer may cross other terms: there only one that it rests on counts.
    const passing = term && inside(event.clientX, event.clientY);
    if (over && over !== dismissed && over !== term) {
      if (over !== waiting || passing) later(() => open(over), term && !passing ? 90 : 220);
      waiting = over;
    } else if (over || passing) {
      clearTimeout(timer);
      timer = 0;
      waiting = null;
    } else if (waiting || (term && !timer)) {
      waiting = null;
      later(close, 320);
    }
  };
  for (const kind of ["pointermove", "pointerover", "pointerout"]) document.addEventListener(kind, moved);
  document.addEventListener("pointerdown", (event) => { touch = event.pointerType === "touch"; }, true);
  document.addEventListener("focusin", (event) => {
    const next = termAt(event);
    if (next?.matches(":focus-visible") && !touch) open(next);
  });
  document.addEventListener("focusout", (event) => { if (event.target === term) close(); });
  document.addEventListener("keydown", (event) => {
    touch = false;
    if (event.key !== "Escape" || !(term || waiting)) return;
    dismissed = term || waiting;
    close();
  });
  document.addEventListener("click", (event) => {
    const next = termAt(event);
    if (next && touch && next !== term) {
      event.preventDefault();
      open(next);
    } else if (term && !tip.contains(event.target)) {
      dismissed = next;
      close();
    }
  });
  addEventListener("scroll", () => { if (touch) close(); }, { passive: true });
})();

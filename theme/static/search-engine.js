// Search over the files that sitegen/search.py writes; docs/search.md describes them. Everything comes in as script files,
// so the page works from a disk too.
"use strict";

(() => {
  const form = document.getElementById("search-form");
  if (!form) return;
  const input = document.getElementById("search-input");
  const languages = document.getElementById("search-language");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const more = document.getElementById("search-more");
  const texts = form.dataset;
  const edition = document.documentElement.lang;
  const folder = new URL(texts.index, document.baseURI);

  const MOST_SHARDS = 6; // files of grams for one query
  const ENOUGH = 3; // with no more candidates than this, further grams are not worth their file
  const RESULTS = 10; // articles shown at a time
  const MOST_BYTES = 150000; // after which no further texts are loaded for a query, or at a time
  const SNIPPETS = 3;

  // --- files ---

  const values = new WeakMap();
  const keep = (value) => values.set(document.currentScript, value);
  window.sitegenSearch = { index: keep, fold: keep, text: keep, grams: (shard, value) => keep(value) };
  Object.assign(window.sitegenSearch, { ready: () => loadFold(), fold_text: (text) => fold(text).text }); // for tests

  const files = new Map();
  let loaded = 0; // bytes since the query began, or since more was asked for
  const bytes = (value) => new Blob([typeof value === "string" ? value : JSON.stringify(value)]).size;

  function load(path) {
    if (!files.has(path)) {
      files.set(path, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(path, folder).href;
        script.onload = () => {
          loaded += bytes(values.get(script));
          done(values.get(script));
          script.remove();
        };
        script.onerror = () => { files.delete(path); script.remove(); failed(new Error(path)); };
        document.head.append(script);
      }));
    }
    return files.get(path);
  }

  // --- folding: the same as fold_text in sitegen/text.py ---

  const NOTHING = /[\s\x1c-\x1f\x85\xad\u180e\u200b-\u200f\u2060-\u2064\ufeff]/;
  const OWN_CASE = /[\u0131\u13a0-\u13fd\uab70-\uabbf]/;
  const simplified = new Map();
  const folded = new Map();

  async function loadFold() {
    if (simplified.size) return;
    const pairs = Array.from(await load("fold.js"));
    for (let at = 0; at < pairs.length; at += 2) simplified.set(pairs[at], pairs[at + 1]);
  }

  function foldCase(character) {
    if (OWN_CASE.test(character)) return character === "ı" ? character : character.toUpperCase();
    return character.toLowerCase().toUpperCase().toLowerCase();
  }

  function foldCharacter(character) {
    let result = folded.get(character);
    if (result === undefined) {
      result = "";
      if (!NOTHING.test(character)) {
        for (const wide of character.normalize("NFKC")) {
          for (const each of foldCase(wide)) if (!/\s/.test(each)) result += simplified.get(each) || each;
        }
      }
      folded.set(character, result);
    }
    return result;
  }

  // The folded text, and for each of its UTF-16 units where the original character begins and ends.
  function fold(text) {
    let result = "";
    const starts = [];
    const ends = [];
    let at = 0;
    for (const character of text) {
      const piece = foldCharacter(character);
      for (let unit = 0; unit < piece.length; unit++) {
        starts.push(at);
        ends.push(at + character.length);
      }
      result += piece;
      at += character.length;
    }
    return { text: result, starts, ends };
  }

  // --- grams: the same as `grams` in sitegen/search.py, but only those that are worth a look ---

  const RUN = /(?:[\p{L}\p{N}_]|(?<=[0-9])[.,](?=[0-9]))+/gu;
  const narrow = (character) => character !== undefined && character.codePointAt(0) < 0x2e80;

  function gramsOf(word) {
    const found = [];
    for (const run of word.match(RUN) || []) {
      const letters = Array.from(run);
      if (letters.length === 1) found.push(run);
      for (let at = 0; at + 1 < letters.length; at++) {
        const [before, one, two, three] = [letters[at - 1], letters[at], letters[at + 1], letters[at + 2]];
        if (narrow(one) && narrow(two) && narrow(three)) found.push(one + two + three);
        else if (!(narrow(before) && narrow(one) && narrow(two))) found.push(one + two);
      }
    }
    return spread([...new Set(found)].sort((a, b) => b.length - a.length || 0));
  }

  // The first, the last, the middle, and so on: grams far apart tell more than overlapping ones.
  function spread(list) {
    const order = [];
    for (let step = list.length; order.length < list.length; step = Math.ceil(step / 2)) {
      for (let at = 0; at < list.length; at += step) if (!order.includes(list[at])) order.push(list[at]);
      if (!order.includes(list[list.length - 1])) order.push(list[list.length - 1]);
      if (step === 1) break;
    }
    return order;
  }

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  function decode(list) {
    const numbers = new Set();
    if (list[0] === "!") {
      for (let place = 1; place < list.length; place++) {
        const bits = ALPHABET.indexOf(list[place]);
        for (let bit = 0; bit < 6; bit++) if (bits & (1 << bit)) numbers.add((place - 1) * 6 + bit);
      }
      return numbers;
    }
    let number = -1;
    let gap = 0;
    for (const character of list) {
      const digit = ALPHABET.indexOf(character);
      gap = gap * 32 + (digit % 32);
      if (digit < 32) {
        number += gap;
        gap = 0;
        numbers.add(number);
      }
    }
    return numbers;
  }

  function shardOf(gram, shards) {
    const letters = Array.from(gram);
    const last = letters[letters.length - 1];
    return ((letters[0].codePointAt(0) * 7919 + last.codePointAt(0) * 31 + letters.length) % 65521) % shards;
  }

  async function textsWith(gram, index) {
    const shard = await load(`g/${shardOf(gram, index.shards)}.js`);
    const start = shard.indexOf(`\t${gram} `);
    if (start < 0) return new Set();
    const from = start + gram.length + 2;
    return decode(shard.slice(from, shard.indexOf("\t", from)));
  }

  const both = (one, other) => new Set([...one].filter((number) => other.has(number)));

  // --- a query ---

  const QUOTED_OR_WORD = /["“”„«»「」『』]([^"“”„«»「」『』]+)["“”„«»「」『』]|([^\s"“”„«»「」『』]+)/g;

  function wordsOf(query) {
    const raw = Array.from(query.normalize("NFC").matchAll(QUOTED_OR_WORD), (match) => match[1] || match[2]);
    return [...new Set(raw.map((word) => fold(word).text))].filter((word) => word.match(RUN));
  }

  // For every article that may hold all words: the numbers of its texts to look into, newest article first.
  async function candidates(words, language, index) {
    const perWord = words.map((word) => ({ grams: gramsOf(word), texts: null }));
    const size = () => Math.min(...perWord.map(({ texts: found }) => (found ? found.size : Infinity)));
    const queue = [];
    for (let turn = 0; perWord.some(({ grams }) => turn < grams.length); turn++) {
      for (const word of perWord) if (turn < word.grams.length) queue.push([word, word.grams[turn]]);
    }
    const shards = new Set();
    while (queue.length && (shards.size < words.length || size() > ENOUGH)) {
      const batch = queue.splice(0, Math.max(2, words.length - shards.size));
      const wanted = batch.filter(([, gram]) => {
        const shard = shardOf(gram, index.shards);
        return shards.has(shard) || (shards.size < MOST_SHARDS && shards.add(shard));
      });
      if (!wanted.length) break;
      const found = await Promise.all(wanted.map(([, gram]) => textsWith(gram, index)));
      wanted.forEach(([word], place) => { word.texts = word.texts ? both(word.texts, found[place]) : found[place]; });
    }
    const owners = ownersOf(index);
    const owner = (number) => (owners.has(number) ? owners.get(number) : number);
    const known = perWord.filter((word) => word.texts);
    const spoken = language && index.spoken.get(language);
    const articles = new Map();
    known.forEach(({ texts: found }, turn) => {
      for (const number of found) {
        const key = owner(number);
        if (spoken && !spoken.has(key)) continue;
        if (turn === 0 && !articles.has(key)) articles.set(key, { turns: new Set(), numbers: new Set() });
        const article = articles.get(key);
        if (article) {
          article.turns.add(turn);
          article.numbers.add(number);
        }
      }
    });
    return [...articles]
      .filter(([, { turns }]) => turns.size === known.length)
      .sort(([one], [other]) => other - one)
      .map(([key, { numbers }]) => (known.length < words.length ? partsOf(key, index) : [...numbers].sort((a, b) => a - b)));
  }

  function ownersOf(index) {
    const owners = new Map();
    for (const [first, count] of index.long) for (let at = 0; at < count; at++) owners.set(first + at, first);
    return owners;
  }

  function partsOf(key, index) {
    const long = index.long.find(([first]) => first === key);
    return Array.from({ length: long ? long[1] : 1 }, (_, at) => key + at);
  }

  async function loadIndex() {
    const index = await load("index.js");
    if (!index.spoken) {
      index.spoken = new Map();
      for (const [lang, list] of Object.entries(index.languages)) {
        const language = lang.split("-")[0];
        index.spoken.set(language, new Set([...(index.spoken.get(language) || []), ...decode(list)]));
      }
    }
    return index;
  }

  // --- looking into the texts ---

  function places(text, words) {
    const { text: whole, starts, ends } = fold(text);
    const found = [];
    const seen = new Set();
    for (const word of words) {
      for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + word.length)) {
        found.push([starts[at], ends[at + word.length - 1]]);
        seen.add(word);
      }
    }
    found.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    return { found, seen, whole: found.filter(([start, end]) => standsAlone(text, start, end)).length };
  }

  // True where a match is no part of a longer word: `AI` in `AI-Chips`, not in `repair`. Han text has no such borders.
  const LETTER = /[\p{L}\p{N}]/u;
  const joined = (one, other) => LETTER.test(one) && LETTER.test(other) && narrow(one) && narrow(other);

  function standsAlone(text, start, end) {
    return !(start > 0 && joined(text[start - 1], text[start])) && !(end < text.length && joined(text[end - 1], text[end]));
  }

  function otherScript(lang) {
    return lang === "zh-Hant" ? "zh-Hans" : "zh-Hant";
  }

  // The article with its marked passages, or null where it does not hold every word.
  function look(parts, words) {
    const [{ slug, lang, published, publisher, titles }] = parts;
    const titleLang = edition in titles ? edition : lang in titles ? lang : Object.keys(titles)[0];
    const missing = new Set(words);
    const strike = ({ seen }) => { for (const word of seen) missing.delete(word); };
    for (const title of Object.values(titles)) strike(places(title.normalize("NFC"), words));
    const passages = [];
    for (const [id, captured, other] of parts.flatMap((part) => part.blocks)) {
      const versions = [[captured, lang]];
      if (other) versions.push([other, otherScript(lang)]);
      if (other && edition === otherScript(lang)) versions.reverse();
      const seen = new Set();
      let best = null;
      for (const [raw, textLang] of versions) {
        const text = raw.normalize("NFC");
        const here = places(text, words);
        strike(here);
        for (const word of here.seen) seen.add(word);
        if (here.found.length && !best) best = { id, text, lang: textLang, found: here.found, whole: here.whole };
      }
      if (best) passages.push({ ...best, seen, order: passages.length });
    }
    if (missing.size) return null;
    passages.sort((one, other) => other.seen.size - one.seen.size || !one.whole - !other.whole || one.order - other.order);
    const telling = words.map((word) => passages.find(({ seen }) => seen.has(word))).filter((passage) => passage);
    const chosen = [...new Set([...telling, ...passages])].slice(0, SNIPPETS).sort((one, other) => one.order - other.order);
    return { slug, lang, published, publisher, title: titles[titleLang] || slug, titleLang, passages: chosen };
  }

  // --- showing ---

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function marked(text, found, from, to) {
    const pieces = [];
    let at = from;
    for (const [start, end] of found) {
      if (start < at || end > to) continue;
      pieces.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    pieces.push(text.slice(at, to));
    return pieces;
  }

  function snippet({ text, found }) {
    const around = /[\u2e80-\u9fff]/.test(text) ? 36 : 80;
    let from = Math.max(0, found[0][0] - around);
    let to = Math.min(text.length, Math.max(found[0][1] + around, from + 3 * around));
    const space = /\s/;
    if (from > 0) for (let step = 0; step < 16 && !space.test(text[from - 1]) && narrow(text[from - 1]); step++) from++;
    if (to < text.length) for (let step = 0; step < 16 && !space.test(text[to]) && narrow(text[to]); step++) to--;
    from = Math.min(from, found[0][0]);
    to = Math.max(to, found[0][1]);
    if (/[\udc00-\udfff]/.test(text[from])) from++;
    if (/[\ud800-\udbff]/.test(text[to - 1])) to--;
    return [from > 0 ? "…" : "", ...marked(text, found, from, to), to < text.length ? "…" : ""];
  }

  const languageNames = new Intl.DisplayNames([edition], { type: "language" });

  function date(iso) {
    const [year, month, day] = iso.slice(0, 10).split("-");
    const options = { timeZone: "UTC", year: "numeric", ...(month && { month: "long" }), ...(day && { day: "numeric" }) };
    const time = new Date(`${year}-${month || "01"}-${day || "01"}T00:00:00Z`);
    if (isNaN(time)) return iso;
    return element("time", { dateTime: iso }, new Intl.DateTimeFormat(edition, options).format(time));
  }

  function resultOf(article, words) {
    const address = `${texts.articles}${encodeURIComponent(article.slug)}.html`;
    const title = article.title.normalize("NFC");
    const heading = element("h2", {}, element(
      "a", { href: address, lang: article.titleLang }, ...marked(title, places(title, words).found, 0, title.length),
    ));
    const facts = element("p", { className: "search-facts" });
    const parts = [];
    if (article.publisher) parts.push(element("span", { lang: article.lang }, article.publisher));
    if (article.published) parts.push(date(article.published));
    parts.push(languageNames.of(article.lang));
    parts.forEach((part, place) => facts.append(place ? " · " : "", part));
    const passages = article.passages.map((passage) => element("p", { className: "search-passage" }, element(
      "a", { href: `${address}#${encodeURIComponent(passage.id)}`, lang: passage.lang }, ...snippet(passage),
    )));
    return element("li", {}, heading, facts, ...passages);
  }

  const say = (text, counts = {}) => {
    status.textContent = (text || "").replace(/\{(\w+)\}/g, (_, name) => Number(counts[name]).toLocaleString(edition));
  };

  // --- running ---

  let running = 0; // the latest query; an older one stops when it sees another number here
  let rest = null;

  async function run() {
    const mine = ++running;
    const query = input.value.trim();
    remember(query);
    rest = null;
    loaded = 0;
    more.hidden = true;
    try {
      if (!query) return clear("");
      say(texts.searching);
      await loadFold();
      const words = wordsOf(query);
      if (!words.length) return clear(texts.none);
      const index = await loadIndex();
      const found = await candidates(words, languages.value, index);
      if (mine !== running) return;
      results.replaceChildren();
      rest = { words, queue: found, shown: 0 };
      await show(mine);
    } catch {
      if (mine === running) clear(texts.failed);
    }
  }

  function clear(text) {
    results.replaceChildren();
    say(text);
  }

  async function show(mine) {
    const state = rest;
    let fresh = 0;
    while (state.queue.length && fresh < RESULTS && loaded < MOST_BYTES) {
      const batch = state.queue.splice(0, Math.min(RESULTS - fresh, 3));
      const parts = await Promise.all(batch.map((numbers) => Promise.all(numbers.map((number) => load(`d/${number}.js`)))));
      if (mine !== running) return;
      for (const article of parts) {
        const result = look(article, state.words);
        if (!result) continue;
        results.append(resultOf(result, state.words));
        fresh++;
      }
    }
    state.shown += fresh;
    more.hidden = !state.queue.length;
    if (state.queue.length) say(texts.shown, { n: state.shown, most: state.shown + state.queue.length });
    else say(state.shown ? texts.found : texts.none, { n: state.shown });
  }

  // The query stands in the address, here and in the links to the other editions. Some browsers refuse that on a disk.
  function remember(query) {
    const search = query ? `?q=${encodeURIComponent(query)}` : "";
    for (const link of document.querySelectorAll("a[hreflang]")) {
      if (new URL(link.href).pathname.endsWith("/search.html")) link.search = search;
    }
    try {
      history.replaceState(null, "", location.pathname + search + location.hash);
    } catch { /* the address stays as it is */ }
  }

  function links() {
    return [...results.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
  }

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 180);
  };

  input.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
  input.addEventListener("compositionend", soon);
  languages.addEventListener("change", run);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  });
  more.addEventListener("click", async () => {
    if (!rest) return;
    const before = links().length - 1;
    more.hidden = true;
    loaded = 0;
    try {
      await show(running);
    } catch {
      say(texts.failed);
    }
    const next = links()[before];
    if (next) next.focus();
  });

  // Arrow keys go from the field into the results and along them, Escape goes back to the field.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || event.isComposing || !links().length) return;
    event.preventDefault();
    links()[0].focus();
  });
  results.parentElement.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || (step === -1 && at === 0)) input.focus();
    else if (step && all[at + step]) all[at + step].focus();
    else return;
    event.preventDefault();
  });

  loadIndex().then((index) => {
    const names = [...index.spoken.keys()].map((language) => [language, languageNames.of(language)]);
    names.sort(([, one], [, other]) => one.localeCompare(other, edition));
    for (const [value, name] of names) languages.append(element("option", { value }, name));
  }, () => say(texts.failed));

  const asked = new URLSearchParams(location.search).get("q");
  if (asked) input.value = asked;
  if (input.value) run();
})();

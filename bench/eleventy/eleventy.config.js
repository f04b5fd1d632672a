import { readFileSync } from "node:fs";

const LANG = "zh-Hans"; // of the lists
const read = (name) => JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"));
const glossary = read("glossary");
const names = read("events");

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** For each language: the link that explains a name, and an expression that finds all names, longer ones first. */
const explainers = new Map();
for (const { id, names, definition } of glossary) {
  for (const [lang, name] of Object.entries(names)) {
    if (!explainers.has(lang)) explainers.set(lang, { links: new Map() });
    const link = `<a class="term" href="/tags/${id}/" title="${escaped(definition[lang])}">${escaped(name)}</a>`;
    explainers.get(lang).links.set(escaped(name), link);
  }
}
for (const explainer of explainers.values()) {
  const longest = [...explainer.links.keys()].sort((one, other) => other.length - one.length);
  explainer.pattern = new RegExp(`<[^>]*>|${longest.map(literal).join("|")}`, "g");
}

/** The page with each term explained where it is named first; tags stay as they are. */
function explained(html, lang) {
  const explainer = explainers.get(lang);
  if (!explainer) return html;
  const seen = new Set();
  return html.replace(explainer.pattern, (found) => {
    if (found[0] === "<" || seen.has(found)) return found;
    seen.add(found);
    return explainer.links.get(found);
  });
}

const newest = (pages) =>
  pages.sort((one, other) => other.date - one.date || (one.fileSlug < other.fileSlug ? -1 : 1));

export default function (config) {
  config.setUseGitIgnore(false);

  const articles = (api) => newest(api.getFilteredByGlob("content/articles/*.md"));
  config.addCollection("articles", articles);
  config.addCollection("terms", (api) => {
    const pages = new Map(glossary.map((term) => [term.id, []]));
    for (const page of articles(api)) for (const id of page.data.tags) pages.get(id)?.push(page);
    return glossary.map(({ id, names, definition }) => {
      return { id, title: names[LANG], definition: definition[LANG], url: `/tags/${id}/`, pages: pages.get(id) };
    });
  });
  config.addCollection("events", (api) => {
    const pages = new Map(Object.keys(names).map((id) => [id, []]));
    for (const page of articles(api)) for (const id of page.data.events) pages.get(id).push(page);
    const told = [...pages].filter(([, pages]) => pages.length);
    return told.map(([id, pages]) => ({ id, title: names[id][LANG], url: `/events/${id}/`, pages }));
  });

  config.addFilter("explained", explained);
  config.addFilter("among", (all, ids) => all.filter(({ id }) => ids.includes(id)));
  config.addFilter("latest", (pages) => pages.slice(0, 50));
  config.addFilter("summary", (html) => html.slice(0, html.indexOf("</p>") + 4));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("moment", (date) => date.toISOString());

  return {
    dir: { input: "content", output: "public", includes: "../_includes", data: "../_data" },
    markdownTemplateEngine: false, // articles are Markdown alone
  };
}

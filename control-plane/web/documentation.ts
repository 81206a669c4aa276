// Pages of the documentation: each as a whole page, and those in which something is found.

import MiniSearch, { type SearchResult } from "minisearch";
import { documentPaths, documentText, firstPage } from "./documents.ts";
import { frame } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { type Markdown, renderMarkdown, type Section } from "./markdown.ts";

/** @returns null where there is no such page */
export function documentPage(path: string): string | null {
  const document = rendered(path);
  if (document === null) return null;
  const { title, html: body, sections } = document;
  const contents = sections.filter(({ anchor, heading }) => anchor !== null && heading !== title);
  return frame({
    title,
    current: path === firstPage ? "/docs/" : null,
    body: html`<div class="document"><article class="text">${body}</article>${contentsOf(contents)}</div>`,
  });
}

function rendered(path: string): Markdown | null {
  const text = documentText(path);
  if (text === null) return null;
  const paths = new Set(documentPaths());
  return renderMarkdown(text, (href) => {
    const [target = ""] = href.split("#", 1);
    const { pathname } = new URL(target, `http://docs/${path}`);
    return target === "" || paths.has(pathname.slice(1));
  });
}

const contentsOf = (sections: readonly Section[]): Html | null =>
  sections.length < 2
    ? null
    : html`<nav class="contents" aria-label="On this page"><ul>${sections.map(
        ({ anchor, heading }) => html`<li><a href="#${anchor}">${heading}</a></li>`,
      )}</ul></nav>`;

interface Passage {
  /** Path and anchor. */
  id: string;
  page: string;
  heading: string;
  text: string;
}

/** Made when it is first asked: 0.9 MB of text take some 0.4 s. */
let index: MiniSearch<Passage> | undefined;

function searchIndex(): MiniSearch<Passage> {
  const made = new MiniSearch<Passage>({
    fields: ["heading", "page", "id", "text"],
    storeFields: ["heading", "page", "text"],
    searchOptions: {
      boost: { heading: 4, page: 2, id: 2 },
      prefix: true,
      fuzzy: 0.15,
    },
  });
  for (const path of documentPaths()) {
    const { title = path, sections = [] } = rendered(path) ?? {};
    for (const { anchor, heading, text } of sections)
      if (text.trim() !== "")
        made.add({
          ...{ id: anchor === null ? path : `${path}#${anchor}`, page: title },
          ...{ heading: heading || title, text },
        });
  }
  return made;
}

const mostFound = 30;

export function searchPage(query: string): string {
  index ??= searchIndex();
  const found = query.trim() === "" ? [] : passages(index, query).slice(0, mostFound);
  const items = found.map(
    ({ id, page, heading, text, terms }) => html`<li>
<a class="nm" href="/docs/${String(id)}">${heading}</a> <span class="q">${page === heading ? null : page}</span>
<p class="q">${excerpt(text, terms)}</p></li>`,
  );
  const said =
    query.trim() === ""
      ? "Enter what you look for."
      : found.length === 0
        ? "Nothing has any of these words."
        : found.length === mostFound
          ? `The best ${mostFound} places.`
          : `${found.length} ${found.length === 1 ? "place" : "places"}.`;
  return frame({
    title: query.trim() === "" ? "Search" : `${query} · Search`,
    current: null,
    query,
    body: html`<div class="head"><h1>Search</h1><span class="q" role="status">${said}</span></div><ol class="found">${items}</ol>`,
  });
}

/** Those with all words, or with some where none has all. */
function passages(of: MiniSearch<Passage>, query: string): SearchResult[] {
  const all = of.search(query, { combineWith: "AND" });
  return all.length > 0 ? all : of.search(query);
}

const excerptLength = 240;

/** What is around the first word that was found, with all of them marked. */
function excerpt(text: string, terms: readonly string[]): Html {
  const words = terms.map((term) => term.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${words.join("|")})`, "iu");
  const at = Math.max(0, text.search(pattern) - excerptLength / 3);
  const start = at === 0 ? 0 : text.indexOf(" ", at) + 1;
  const part = text.slice(start, start + excerptLength).split(pattern);
  const marked = part.map((piece, n) => (n % 2 === 1 ? html`<mark>${piece}</mark>` : piece));
  return html`${start > 0 ? "… " : null}${marked}${start + excerptLength < text.length ? " …" : null}`;
}

// Lists come in pages of the server's: what else is chosen stays in the address.

import { type Html, html } from "./html.ts";

export type Query = Readonly<Record<string, string | undefined>>;

/** `PATH?a=1&b=2`, without what is empty. */
export function addressOf(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Links to the first and the next page; nothing where all is shown. */
export function pagingOf(
  { path, query, name }: { path: string; query: Query; name: string },
  next: string | null,
): Html | null {
  const isFirst = (query[name] ?? "") === "";
  if (next === null && isFirst) return null;
  return html`<nav class="acts pages" aria-label="Pages">${isFirst ? null : html`<a class="b" href="${addressOf(path, { ...query, [name]: undefined })}">First page</a>`}${next === null ? html`<span class="q">The last page</span>` : html`<a class="b" rel="next" href="${addressOf(path, { ...query, [name]: next })}">Next page</a>`}</nav>`;
}

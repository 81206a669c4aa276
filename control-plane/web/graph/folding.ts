// What is opened of a graph, in the address: links that open what is folded, and fold it again.

import type { GraphNode } from "#core/layout/nodes.ts";
import { queryText } from "../choices.ts";
import { type Html, html } from "../html.ts";

/** Keys in an address's value. */
export const openedIn = (unfold: string | null): ReadonlySet<string> =>
  new Set((unfold ?? "").split(" ").filter(Boolean));

/** The same address with other keys opened. @param kept What else of the query stays. */
export function opening(
  path: string,
  kept: Readonly<Record<string, string>>,
  keys: Iterable<string>,
): string {
  const unfold = [...keys].join(" ");
  const query = queryText({ ...kept, ...(unfold === "" ? {} : { unfold }) });
  return `${path}${query === "" ? "" : `?${query}`}#graph`;
}

/** Links beside the heading. */
const most = 3;

export function foldingLinks(
  nodes: readonly GraphNode[],
  open: ReadonlySet<string>,
  hrefOf: (keys: Iterable<string>) => string,
): Html {
  const folded = nodes.filter(({ count, key }) => count > 1 && !open.has(key));
  const opened = new Set(nodes.flatMap(({ within }) => within ?? []));
  return html`${folded.slice(0, most).map((one) => html` <a href="${hrefOf([...open, one.key])}">Expand ${one.name} ×${one.count}</a>`)}${folded.length > most ? html` <span class="q">and ${folded.length - most} more</span>` : null}${[...opened].slice(0, most).map((key) => html` <a href="${hrefOf([...open].filter((one) => one !== key))}">Fold ${nameIn(key)}</a>`)}${opened.size > 1 ? html` <a href="${hrefOf([])}">Fold all</a>` : null}`;
}

const nameIn = (key: string): string => {
  try {
    return decodeURIComponent(key.replace(/:\d+$/, ""));
  } catch {
    return key;
  }
};

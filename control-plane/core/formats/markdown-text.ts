// Texts of untrusted files in Markdown: as they are to look at, and without any effect on the page or on people.

import { printable } from "../printable.ts";

/** Invisible; breaks what forges make links and notifications of, in text that is rendered already. */
const joiner = "\u2060";

/** For a paragraph, a list item or a cell: no markup, no HTML, no link, no mention, no reference to an issue. */
export const markdownText = (text: string): string =>
  printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|~$>]/g, "\\$&")
    .replaceAll("@", `@${joiner}`)
    .replaceAll(/#(?=\d)/g, `#${joiner}`)
    .replaceAll(/:(?=\/\/)/g, `:${joiner}`)
    .replaceAll(/\bwww(?=\.)/gi, `$&${joiner}`)
    .replace(/^[#+=-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");

/** As code, in a fence that is longer than any in it; also in a cell, where a bar would end it. */
export function markdownCode(text: string): string {
  const whole = printable(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...whole.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || /^ .* $/.test(whole) ? " " : "";
  return whole === "" ? "" : `${fence}${pad}${whole}${pad}${fence}`;
}

/** Within HTML or XML, also as the value of an attribute. */
export const htmlText = (text: string): string =>
  printable(text.toWellFormed())
    // XML has no such characters, not even as references.
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

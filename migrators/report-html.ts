// The report of an import as a page that needs nothing else: to be sent around, and read without a checkout.

import { htmlText } from "#core/html-text.ts";
import type { ImportReport } from "./report.ts";
import { type Block, type Inline, reportBlocks } from "./report-blocks.ts";

export function reportHtml(report: ImportReport): string {
  const blocks = reportBlocks(report);
  const name = blocks.flatMap((block) => (block.kind === "title" ? escaped(block.text) : []))[0];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
table { border-collapse: collapse } th, td { border: 1px solid #8886; padding: .2rem .6rem; text-align: left; vertical-align: top }
code { font-size: .9em; overflow-wrap: anywhere } li { margin: .4rem 0 } small { display: block; opacity: .8 }
</style>
${blocks.map(blockHtml).join("\n")}
</html>
`;
}

function blockHtml(block: Block): string {
  if (block.kind === "title") return `<h1>${escaped(block.text)}</h1>`;
  if (block.kind === "heading") return `<h2>${escaped(block.text)}</h2>`;
  if (block.kind === "text") return `<p>${inlineHtml(block.text)}</p>`;
  if (block.kind === "table")
    return `<table>${rowHtml(block.head, "th")}${block.rows.map((row) => rowHtml(row, "td")).join("")}</table>`;
  const items = block.items.map(
    ({ text, more }) =>
      `<li>${inlineHtml(text)}${more === null ? "" : `<small>${inlineHtml(more)}</small>`}</li>`,
  );
  return `<ul>\n${items.join("\n")}\n</ul>`;
}

const rowHtml = (cells: readonly string[], tag: "th" | "td"): string =>
  `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>\n`;

const inlineHtml = (text: Inline): string =>
  text
    .map((part) =>
      typeof part === "string"
        ? escaped(part)
        : "code" in part
          ? `<code>${escaped(part.code)}</code>`
          : `<strong>${escaped(part.strong)}</strong>`,
    )
    .join("");

const escaped = (text: string): string => htmlText(text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?"));

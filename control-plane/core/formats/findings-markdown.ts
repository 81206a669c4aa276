// Mistakes of a project as Markdown: a table of places, never more than a forge takes.

import type { Finding } from "./finding.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";

const mostRows = 100;
const mostOfMessage = 300;

/** @param summary One sentence of ours. */
export function findingsMarkdown(findings: readonly Finding[], summary: string): string {
  if (findings.length === 0) return `**${summary}**\n`;
  const rows = findings.slice(0, mostRows).map(({ rule, level, message, help, file, line }) => {
    const text = (help === null ? message : `${message}. ${help}`).slice(0, mostOfMessage);
    return `| ${level} | ${markdownCode(`${file}:${line}`.slice(-150))} | ${markdownText(text.replaceAll("\n", " "))} | ${markdownCode(rule)} |`;
  });
  const more = findings.length - mostRows;
  return [
    `**${summary}**`,
    "",
    ...["| | place | what | code |", "|---|---|---|---|", ...rows],
    ...(more > 0 ? [`| | and ${more} more | | |`] : []),
    "",
  ].join("\n");
}

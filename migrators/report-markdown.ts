// The report of an import as Markdown.

import type { ImportReport } from "./report.ts";
import { type Block, headlineOf, type Inline, reportBlocks } from "./report-blocks.ts";

export const reportMarkdown = (report: ImportReport): string =>
  `${reportBlocks(report).map(blockText).join("\n\n")}\n`;

/** Its first line, as the description of a change. */
export const headlineMarkdown = (report: ImportReport): string => inlineText(headlineOf(report));

function blockText(block: Block): string {
  if (block.kind === "title") return `# ${plain(block.text)}`;
  if (block.kind === "heading") return `## ${plain(block.text)}`;
  if (block.kind === "text") return inlineText(block.text);
  if (block.kind === "table") return tableText(block);
  return block.items
    .flatMap(({ text, more }) => [
      `- ${inlineText(text)}`,
      ...(more === null ? [] : [`  ${inlineText(more)}`]),
    ])
    .join("\n");
}

const tableText = ({ head, rows }: Extract<Block, { kind: "table" }>): string =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(plain))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

const inlineText = (text: Inline): string =>
  text
    .map((part) =>
      typeof part === "string"
        ? plain(part)
        : "code" in part
          ? `\`${part.code.replaceAll("`", "'")}\``
          : `**${plain(part.strong)}**`,
    )
    .join("");

/** Names are anybody's: they must neither end a cell nor begin markup. */
const plain = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?").replaceAll(/[|`<>[\]*_\\]/g, "\\$&");

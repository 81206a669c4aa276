// A diagnostic for people: where it is, what is wrong, the line it is about, and what to do.

import type { Diagnostic, PrintedDiagnostic, Span } from "./diagnostic.ts";
import { printable } from "./printable.ts";

export interface RenderOptions {
  /** ANSI colours; the caller knows whether the output is a terminal. */
  color: boolean;
  /** The text of the file that the diagnostic is about; without it there is no code frame. */
  text?: string | undefined;
}

/** Longer source lines are cut around the marked place. */
const maxWidth = 160;

/** `file:line:column: error[code]: message`, a code frame with carets, related places and help; no line break at the end. */
export function renderDiagnostic(
  diagnostic: Diagnostic | PrintedDiagnostic,
  { color, text }: RenderOptions,
): string {
  const { code, severity, file, line, column, message, help, related } = diagnostic;
  const paint = painter(color);
  const tone = severity === "error" ? "red" : "yellow";
  const lines = [
    `${paint("bold", printable(`${file}:${line}:${column}`))}: ${paint(tone, `${severity}[${code}]`)}: ${printable(message)}`,
  ];
  // A line of theirs may have a value in clear.
  if (text !== undefined && !file.startsWith("secrets/"))
    lines.push(...codeFrame(diagnostic, text, (part) => paint(tone, part)));
  if (related) {
    const place = `${related.file}:${related.line}:${related.column}`;
    lines.push(`  ${paint("cyan", "=")} ${printable(place)}: ${printable(related.message)}`);
  }
  for (const [index, part] of (help ?? "").split("\n").entries())
    if (part !== "")
      lines.push(`  ${paint("cyan", "=")} ${index === 0 ? "help: " : ""}${printable(part)}`);
  return lines.join("\n");
}

function codeFrame(
  { line, column, endLine, endColumn }: Span,
  text: string,
  mark: (part: string) => string,
): string[] {
  const source = lineOf(text, line);
  if (source === undefined || source.trim() === "") return [];
  const end = endLine > line ? source.trimEnd().length + 1 : endColumn;
  // A window that begins a little before the place keeps a line of 256 kB readable.
  const from = column > maxWidth - 40 ? column - 40 : 0;
  const shown = source.slice(from, from + maxWidth);
  const start = column - 1 - from;
  const width = Math.max(1, Math.min(end - column, shown.length - start));
  const number = String(line);
  const gutter = " ".repeat(number.length);
  // Tabs stay tabs below the line, so that the carets stand under what they mark.
  const indent = shown.slice(0, start).replaceAll(/[^\t]/g, " ");
  return [`  ${number} | ${printable(shown)}`, `  ${gutter} | ${indent}${mark("^".repeat(width))}`];
}

/** Line by number from 1; BOM and line ends as `parse.ts` counts them. */
function lineOf(text: string, wanted: number): string | undefined {
  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return content.split(/\r\n|\n|\r/, wanted)[wanted - 1];
}

const codes = { red: 31, yellow: 33, cyan: 36, bold: 1 } as const;

const painter = (color: boolean) => (style: keyof typeof codes, text: string) =>
  color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;

// Generates docs/diagnostics.md from the table of codes and the golden cases: each code with its text and a real example.

import { existsSync, readFileSync } from "node:fs";
import { type DiagnosticCode, diagnosticCodes, diagnosticEntry } from "#core/diagnostic-codes.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { goldenText, readGoldenSpec } from "#test/support/golden-spec.ts";

const head = `# Diagnostics

<!-- Generated from control-plane/core/diagnostic-codes.ts and test/golden/spec by \`npm run generate\`; do not edit. -->

What \`trunkline validate\` and a sync can say about the files of a project. Errors keep a pipeline on its last good
revision; warnings do not. The examples are what the golden cases in \`test/golden/spec\` print.
`;

/** docs/diagnostics.md; a code without a golden case is an error of the build. */
export async function generate(): Promise<Map<string, string>> {
  const sections = (Object.keys(diagnosticCodes) as DiagnosticCode[]).map(section);
  return new Map([["docs/diagnostics.md", `${head}\n${sections.join("\n")}`]]);
}

function section(code: DiagnosticCode): string {
  const { severity, title, explanation } = diagnosticEntry(code);
  return `## \`${code}\`\n\n${title} (${severity}). ${explanation}\n\n\`\`\`text\n${example(code)}\n\`\`\`\n`;
}

function example(code: DiagnosticCode): string {
  const folder = new URL(`../test/golden/spec/${code}/`, import.meta.url);
  if (!existsSync(folder)) throw new Error(`test/golden/spec/${code} is missing`);
  const found = readGoldenSpec(code).diagnostics.find((diagnostic) => diagnostic.code === code);
  if (found === undefined) throw new Error(`test/golden/spec/${code} does not show ${code}`);
  const text = goldenText(code, found.file);
  return renderDiagnostic(found, { color: false, text: text === null ? undefined : text });
}

/** Codes that the page has a section for; the test compares them with the table. */
export const documentedCodes = (): string[] =>
  [
    ...readFileSync(new URL("../docs/diagnostics.md", import.meta.url), "utf8").matchAll(
      /^## `(.+)`$/gm,
    ),
  ].map(([, code]) => code ?? "");

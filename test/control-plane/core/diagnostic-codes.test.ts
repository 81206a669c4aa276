// The table of codes, the golden cases and the manual's page agree, in all directions.

import { expect, test } from "vitest";
import { diagnosticCodes, diagnosticEntry } from "#core/diagnostic-codes.ts";
import { goldenSpecs, readGoldenSpec } from "#test/support/golden-spec.ts";
import { documentedCodes, generate } from "../../../.ci/generate-diagnostics.ts";

const codes = Object.keys(diagnosticCodes) as (keyof typeof diagnosticCodes)[];

test("every code has a golden case of its name that shows it", () => {
  const cases = goldenSpecs();
  for (const code of codes) {
    expect(cases).toContain(code);
    const found = readGoldenSpec(code).diagnostics.filter((diagnostic) => diagnostic.code === code);
    expect(found, code).not.toEqual([]);
    for (const { severity } of found) expect(severity).toBe(diagnosticEntry(code).severity);
  }
});

test("every code has a section in docs/diagnostics.md, and every section a code", () => {
  expect(documentedCodes()).toEqual(codes);
});

test("docs/diagnostics.md is what the table and the cases give", async () => {
  const [[, content] = []] = [...(await generate())];
  await expect(content).toMatchFileSnapshot("../../../docs/diagnostics.md");
});

test("codes are kebab-case and texts are sentences", () => {
  for (const code of codes) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(diagnosticEntry(code).title).toMatch(/^[A-Z`].*[^.]$/);
    expect(diagnosticEntry(code).explanation).toMatch(/\.$/);
  }
});

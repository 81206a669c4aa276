// Each code that refuses something says what it is, and what a person does about it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LEGACY_CODES } from "#migrators/finding-codes.ts";
import { rowsOf } from "#test/support/construct-rows.ts";

const all = Object.entries(LEGACY_CODES);
const refusals = all.filter(([, { severity }]) => severity === "error");

/** Codes of constructs that the page of all of them calls refused: some refuse an attribute, and not its job. */
const page = fileURLToPath(new URL("../../docs/migration/constructs.md", import.meta.url));
const refused = [
  ...new Set(
    rowsOf(readFileSync(page, "utf8")).flatMap(({ outcome, code }) =>
      outcome === "refused" ? [code] : [],
    ),
  ),
];

test("there are refusals of each source", () => {
  expect(refusals.length).toBeGreaterThan(120);
  expect(refused.length).toBeGreaterThan(30);
  for (const source of ["jil-", "control-m-", "cron-", "anacron-", "systemd-", "kubernetes-"])
    expect(refusals.some(([code]) => code.startsWith(source))).toBe(true);
});

test.each(refusals)("%s says what to do", (_, { help }) => {
  expect(help ?? "").toMatch(/^[^A-Z\s].{15,}[^.]$/);
});

test.each(refused)("%s, by which a construct is refused, says what to do", (code) => {
  expect(LEGACY_CODES[code]?.help).toBeTruthy();
});

describe.each(all)("%s", (_, { title, help }) => {
  test("is said in a sentence, and its help follows `What to do: `", () => {
    expect(title).toMatch(/^[A-Z`a-z].*\.$/);
    expect(help ?? "do so").not.toMatch(/\.$/);
  });
});

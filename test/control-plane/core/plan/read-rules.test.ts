import { expect, test } from "vitest";
import { readRules } from "#core/plan/read-rules.ts";

const start = "name: shop\nsource: {repository: https://git.example/shop.git}\n";

test("a registration's rules come with their defaults", () => {
  const { rules, diagnostics } = readRules("shop.yaml", `${start}sync: {strict: true}\n`);
  expect(diagnostics).toEqual([]);
  expect(rules?.sync).toMatchObject({ strict: true, holdDeletions: { count: 10, percent: 20 } });
});

test("a mistake has its place, and no rules", () => {
  const { rules, diagnostics } = readRules("shop.yaml", `${start}sync: {strickt: true}\n`);
  expect(rules).toBeNull();
  expect(diagnostics[0]).toMatchObject({ file: "shop.yaml", line: 3, severity: "error" });
});

// The examples of docs/plan.md are pieces of the golden plans, so that the page shows what is printed.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), "utf8");
const plans = readdirSync(new URL("test/golden/plan/", root)).map((name) =>
  text(`test/golden/plan/${name}/plan.txt`),
);
const blocks = [...text("docs/plan.md").matchAll(/^```text\n(.*?)^```$/gms)].map(
  ([, block = ""]) => block,
);

test("there is one for each section", () => {
  expect(blocks.length).toBeGreaterThan(8);
});

test.each(blocks)("%s", (block) => {
  expect(plans.filter((plan) => plan.includes(block)).length).toBeGreaterThan(0);
});

// The tables of docs/conditions.md for people from other schedulers: what stands under "here" is what a spec accepts.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";

const text = readFileSync(new URL("../../docs/conditions.md", import.meta.url), "utf8");
const tables = text.slice(text.indexOf("## For people from AutoSys"));

/** Conditions in the right column; pipelines have small letters here. */
const conditions = [...tables.matchAll(/`(\{(?:pipeline|event|variable): [^`]*\})`/g)].map(
  ([, condition = ""]) => condition.replace(/pipeline: [\w/]+/g, (name) => name.toLowerCase()),
);

test("there are conditions for both", () => {
  expect(conditions.length).toBeGreaterThan(12);
});

test.each(conditions)("%s", (condition) => {
  const task = (name: string) => `name: ${name}\ntasks: {A: {run: "true"}}\n`;
  const waiter = `name: waiter\ntriggers: [{schedule: "0 6 * * *"}]\nawaits: ${condition}\ntasks: {A: {run: "true"}}\n`;
  const files = Object.entries({ a: task("a"), box: task("box"), waiter });
  const { diagnostics } = readEstate(
    files.map(([name, content]) => ({ path: `pipelines/${name}.yaml`, text: content })),
  );
  expect(diagnostics).toEqual([]);
});

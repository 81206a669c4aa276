// The tables of docs/conditions.md for people from other schedulers: what stands under "here" is what a spec accepts.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dayBegins } from "#core/business-date.ts";
import { readEstate } from "#core/estate.ts";
import { windowOf } from "#core/window.ts";

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

test("what stands for MAXWAIT ends where the business date so many days later does", () => {
  const [, row = ""] = /^\| MAXWAIT 1 to 98 \| (.*)$/m.exec(tables) ?? [];
  const [, notAfter = "", days, newDay = ""] =
    /`notAfter: "(.*?)"` for (\d+) with `newDay: "(.*?)"`/.exec(row) ?? [];
  const written = `name: p\nnewDay: "${newDay}"\ntasks: {A: {run: x, notAfter: "${notAfter}"}}\n`;
  const { diagnostics } = readEstate([{ path: "pipelines/p.yaml", text: written }]);
  expect(diagnostics).toEqual([]);
  const rule = { timezone: "Europe/Berlin", newDay };
  // Over both changes of clocks, and without.
  for (const date of ["2026-03-27", "2026-10-23", "2026-11-23"])
    expect(windowOf({ notBefore: null, notAfter }, date, rule).to?.at).toBe(
      dayBegins(date, rule, Number(days) + 1),
    );
});

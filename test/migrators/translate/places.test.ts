// Each target of the ledger is a place in a file that is written, over generated estates of all three kinds.

import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { ledgerLines } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { specFiles } from "#migrators/translate/spec-text.ts";
import { translate } from "#migrators/translate/translate.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";
import { cronTables } from "#test/support/cron-tables.ts";
import { eventFlows, statusFlows } from "#test/support/flow-estates.ts";
import { jilEstate } from "#test/support/jil-estates.ts";
import { box, cmd, controlM, dated, folder } from "#test/support/translated.ts";

/** Targets by attribute, as they are in the ledger. */
function targetsOf(estate: LegacyEstate) {
  const { pipelines, files, accounts } = translate(estate);
  const texts = new Map(
    [...pipelines.flatMap(specFiles)].map(({ path, text }) => [path, text] as const),
  );
  for (const [path, content] of files) texts.set(path, yamlText(content));
  return { texts, lines: [...ledgerLines(estate.files, accounts)] };
}

/** Whether the file says it, read anew. */
function isThere(texts: ReadonlyMap<string, string>, target: string): boolean {
  const [file = "", path = ""] = target.split("#");
  const text = texts.get(file);
  if (text === undefined)
    return file === "pipelines" || texts.keys().some((one) => one.startsWith(`${file}/`));
  return path === "" || has(load(text), path.split("."));
}

function has(value: unknown, path: readonly string[]): boolean {
  if (path.length === 0) return value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  // A key may have dots.
  return path.some((_, index) => {
    const key = path.slice(0, index + 1).join(".");
    const part = Array.isArray(value)
      ? (value[Number(key)] ?? value.find((one) => one.name === key))
      : (value as Record<string, unknown>)[key];
    return part !== undefined && has(part, path.slice(index + 1));
  });
}

const cron = (text: string): LegacyEstate =>
  cronEstate([{ file: "crontab", text, encoding: "utf-8" }], {
    ...{ dialect: "cronie", timezone: "UTC", format: null, user: null, instance: null },
  });
const estates: [string, fc.Arbitrary<string>, (text: string) => LegacyEstate, number][] = [
  ["Control-M's conditions", eventFlows, controlM, 60],
  ["Control-M", xmlEstate(), controlM, 30],
  ["AutoSys's conditions", statusFlows, (text) => autosysEstate(text), 60],
  ["AutoSys", jilEstate, (text) => autosysEstate(text), 60],
  ["cron", cronTables, cron, 60],
];

test.each(estates)("of %s", (_, texts, read, numRuns) => {
  fc.assert(
    fc.property(texts, (text) => {
      const { texts: written, lines } = targetsOf(read(text));
      const lost = lines.filter(({ target }) => target !== undefined && !isThere(written, target));
      expect(lost).toEqual([]);
    }),
    { numRuns },
  );
});

const targetOf = (estate: LegacyEstate, name: string): string | undefined =>
  targetsOf(estate).lines.find(({ attribute }) => attribute === name)?.target;

test("what all tasks share stands in the defaults, days in the schedule, and what is in two files in the task's own", () => {
  const jobs = [1, 2].map((number) => cmd(`J${number}`, "box_name: B")).join("");
  const boxed = autosysEstate(box("B", dated) + jobs);
  expect(targetOf(boxed, "machine")).toBe("pipelines/b.yaml#defaults.runsOn");
  const many = Array.from({ length: 201 }, (_, number) => cmd(`J${number}`, "box_name: B")).join(
    "",
  );
  const last = cmd("K", "box_name: B\npriority: 7\nresources: (db, QUANTITY=1)");
  const pool = "insert_resource: db\nres_type: R\namount: 5\n";
  const large = autosysEstate(box("B", dated) + many + last + pool);
  expect(targetOf(large, "machine")).toBe("pipelines/b/pipeline.yaml#defaults.runsOn");
  expect(targetOf(large, "priority")).toBe("pipelines/b/tasks/K.yaml#priority");
  expect(targetOf(large, "resources")).toBe("pipelines/b/tasks/K.yaml#pools.db");
  const one = controlM(folder({ J: "" }));
  expect(targetOf(one, "DAYS")).toBe("pipelines/f.yaml#triggers");
});

// Names of calendars, pools and locks stay, whichever others come before them.

import { expect, test } from "vitest";
import { readSharedNames, SharedNames } from "#migrators/names/calendars-and-pools.ts";
import { translate } from "#migrators/translate/translate.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { cmd, dated } from "#test/support/translated.ts";

const resource = (name: string): string => `insert_resource: ${name}\nres_type: R\namount: 2\n\n`;
const taking = (job: string, name: string): string =>
  cmd(job, `${dated}\nresources: (${name}, QUANTITY=1, FREE=A)`);
const calendars = { "WORK DAYS": ["2026-01-05"], work_days: ["2026-01-06"] };
const by = (job: string, calendar: string): string =>
  cmd(job, `date_conditions: 1\nrun_calendar: ${calendar}\nstart_times: "02:00"`);

/** The files that pipelines share, and what is kept of names. */
function imported(text: string, before = "", days: Record<string, string[]> = calendars) {
  const read = readSharedNames(before);
  if ("fault" in read) throw new Error(read.fault);
  const shared = new SharedNames(read.names);
  const { files } = translate(autosysEstate(text, { calendars: days }), { shared });
  const pools = Object.keys(files.get("pools.yaml") ?? {});
  return { pools, files: [...files.keys()].sort(), text: shared.text() };
}

test("what is alike is told apart by a number that it keeps", () => {
  const text = resource("DB#1") + taking("A", "DB#1") + by("B", "work_days");
  const first = imported(text, "", { work_days: ["2026-01-06"] });
  expect([first.pools, first.files]).toEqual([
    ["DB-1"],
    ["calendars/work-days.yaml", "pools.yaml"],
  ]);
  const more = resource("DB-1") + taking("AA", "DB-1") + by("BB", "WORK DAYS") + text;
  const second = imported(more, first.text);
  expect(readSharedNames(second.text)).toEqual({
    names: {
      calendars: { "WORK DAYS": "work-days-2", work_days: "work-days" },
      pools: { "DB#1": "DB-1", "DB-1": "DB-1-2" },
    },
  });
  // Without what they were named after, they are called so all the same.
  expect(imported(text, second.text).text).toBe(second.text);
  const unnamed = imported(more);
  expect(unnamed.text).not.toBe(second.text);
});

test("two jobs that exclude each other keep their lock, whichever stands first", () => {
  const [a, b] = [cmd("A", `${dated}\ncondition: n(B)`), cmd("B", `${dated}\ncondition: n(A)`)];
  const first = imported(a + b);
  expect(first.pools).toEqual(["A-or-B"]);
  expect(imported(b + a, first.text).pools).toEqual(["A-or-B"]);
});

test.each([
  ["calendars: {A: B C}\n", "the name of A is none"],
  ["pools: {A: x}\nlocks: {B: x}\n", "x is the name of A as well"],
  ["pools: [\n", "line 2"],
])("%j is refused", (text, fault) => {
  expect(readSharedNames(text)).toEqual({ fault: expect.stringContaining(fault) });
});

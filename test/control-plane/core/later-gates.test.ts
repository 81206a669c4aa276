import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { questionKey } from "#core/conditions/question.ts";
import { type Ahead, laterGates } from "#core/later-gates.ts";
import type { Gates } from "#core/pipeline.ts";

const noon = Date.UTC(2026, 10, 23, 12);
const iso = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour)).toISOString();

function ahead(gates: Partial<Gates>, more: Partial<Ahead> = {}): Ahead {
  return {
    ...{ run: "12", task: "load", answers: new Map(), iteration: null, pools: new Map() },
    gates: { awaits: null, notBefore: null, notAfter: null, takes: [], ...gates },
    waiter: {
      ...{ project: "shop", pipeline: "close", date: "2026-11-23", now: noon, timezone: "UTC" },
      ...{ newDay: "00:00", lastEnd: null, calendar: null },
      scheduled: { previous: null, next: null },
    },
    ...more,
  };
}
const pool = (name: string, fields: object = {}) => ({
  ...{ name, kind: "units" as const, units: 2, total: 4, used: 0, perMs: null, has: false },
  ...{ ahead: 0, by: [], nextAt: null },
  ...fields,
});

test("facts, each with its truth, what was found, since when, and what would change it", () => {
  const awaits = normalizeCondition({ all: [{ event: "RATES" }, { event: "OPEN" }] } as never);
  const rates = {
    ask: "event" as const,
    project: "shop",
    name: "RATES",
    date: "2026-11-23",
  };
  const answers = new Map([[questionKey(rates), { at: Date.UTC(2026, 10, 23, 6) }]]);
  expect(laterGates(ahead({ awaits }, { answers }))).toEqual([
    {
      ...{ text: "event RATES for 2026-11-23", holds: true, since: iso(6), until: null },
      ...{ found: "there since 2026-11-23T06:00:00Z", change: null },
    },
    {
      ...{ text: "event OPEN for 2026-11-23", holds: false, since: null, until: null },
      ...{ found: "not there", change: "trunkline events emit OPEN --date 2026-11-23" },
    },
  ]);
});

test.for<[string, Partial<Gates>, object[]]>([
  [
    "one that opens later",
    { notBefore: "13:00", notAfter: "14:00" },
    [
      { holds: false, since: null, until: iso(13) },
      { holds: true, since: null, until: null },
    ],
  ],
  ["one that is open", { notBefore: "11:00" }, [{ holds: true, since: iso(11), until: null }]],
  ["one that is over", { notAfter: "10:00" }, [{ holds: false, since: iso(10) }]],
])("windows: %s", ([, gates, expected]) => {
  expect(laterGates(ahead(gates))).toMatchObject(expected);
});

test("an iteration's time, pools and locks as they are now, and an approval that nobody was asked for", () => {
  const take = (name: string, amount: 2 | "exclusive") => ({
    ...{ pool: name, amount, keepOnFailure: false },
  });
  const found = laterGates(
    ahead(
      {
        takes: [take("free", 2), take("full", 2), take("ledger", "exclusive"), take("gone", 2)],
        approval: {
          ...{ by: ["grace"], count: 1, deadlineMs: 60_000, onExpiry: "fail" as const },
          notRequester: false,
        },
      },
      {
        iteration: { iteration: 1, dueAt: noon + 3_600_000, last: null },
        pools: new Map([
          ["free", pool("free")],
          ["full", pool("full", { used: 3, by: ["7"], ahead: 1 })],
          ["ledger", pool("ledger", { kind: "lock", units: 1_000_000, total: 1_000_000 })],
        ]),
      },
    ),
  );
  expect(found).toMatchObject([
    { text: "iteration 1 at 2026-11-23 13:00 (UTC)", holds: false, until: iso(13) },
    { text: "2 units of pool free", holds: true, found: "free", change: null },
    {
      ...{ text: "2 units of pool full", holds: false },
      ...{ found: "3 of 4 are taken by run 7; 1 task is ahead" },
      change: "`trunkline pools` shows who has it and who waits",
    },
    { text: "lock ledger, exclusive", holds: true, found: "free" },
    { text: "2 units of pool gone", holds: false, change: "declare it in pools.yaml" },
    {
      ...{ text: "approval by grace", holds: false, found: "nobody is asked yet" },
      change: "`trunkline approve 12 load` once somebody is asked",
    },
  ]);
});

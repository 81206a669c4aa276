import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { OnlyOn } from "#core/calendar/only-on.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { judgeGates, type People } from "#core/gates.ts";
import type { Gates } from "#core/pipeline.ts";

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const at = (now: string) => ({
  project: "p",
  pipeline: "w",
  date: "2026-11-23",
  timezone: "UTC",
  newDay: "00:00",
  now: ms(now),
  lastEnd: null,
  scheduled: { previous: null, next: null },
  calendar: null,
});
const event = normalizeCondition({ event: "E" });
const free = { awaits: null, notBefore: null, notAfter: null, takes: [] };
const window = { ...free, notBefore: "22:00", notAfter: "06:00" };

test("a window opens, stays open and closes for good; the next look is when that changes", () => {
  const judged = (now: string) => {
    const { outcome, nextAt } = judgeGates(window, new Map(), at(now));
    return [outcome, nextAt && Temporal.Instant.fromEpochMilliseconds(nextAt).toString()];
  };
  expect(judged("2026-11-23T21:59:59Z")).toEqual(["wait", "2026-11-23T22:00:00Z"]);
  expect(judged("2026-11-23T22:00:00Z")[0]).toBe("open");
  expect(judged("2026-11-24T06:00:00Z")[0]).toBe("open");
  expect(judged("2026-11-24T06:00:00.001Z")).toEqual(["skip", null]);
});

test("the nearer edge of a window decides when all else holds, and not before", () => {
  const gates: Gates = {
    ...free,
    notBefore: "02:00",
    notAfter: "04:00",
    late: "nearest",
    awaits: event,
  };
  const there = new Map([
    [JSON.stringify({ ask: "event", project: "p", name: "E", date: "2026-11-23" }), { at: 0 }],
  ]);
  const judged = (answers: typeof there | null, now: string, people?: People) => {
    const verdict = judgeGates(gates, answers ?? new Map(), at(`2026-11-${now}Z`), people);
    const { outcome, nextAt } = verdict;
    return [outcome, nextAt && new Date(nextAt).toISOString().slice(8, 16)];
  };
  expect(judged(null, "23T04:05")).toEqual(["wait", "23T15:00"]);
  expect(judged(there, "23T04:05")[0]).toBe("skip");
  expect(judged(null, "23T16:05")).toEqual(["wait", "24T02:00"]);
  expect(judged(there, "23T16:05")).toEqual(["wait", "24T02:00"]);
  expect(judged(there, "24T02:00")[0]).toBe("open");
  // Days later it still waits for what it awaits.
  expect(judged(null, "26T04:05")[0]).toBe("wait");
  const approval = {
    by: [],
    count: 1,
    deadlineMs: null,
    onExpiry: "fail" as const,
    notRequester: false,
  };
  const asked = { askedAt: 0, votes: [], requester: null };
  const unapproved = judgeGates({ ...gates, approval }, there, at("2026-11-23T04:05:00Z"), {
    ...{ held: null, blackout: null, approval: asked as unknown as People["approval"] },
  });
  expect(unapproved.outcome).toBe("wait");
  expect(judged(there, "23T04:05", { held: "hold", approval: null, blackout: null })[0]).toBe(
    "wait",
  );
});

test("all gates hold at one moment or the task waits", () => {
  const gates = { ...window, awaits: normalizeCondition({ event: "E" }) };
  const there = new Map([
    [JSON.stringify({ ask: "event", project: "p", name: "E", date: "2026-11-23" }), { at: 0 }],
  ]);
  expect(judgeGates(gates, there, at("2026-11-23T12:00:00Z")).outcome).toBe("wait");
  expect(judgeGates(gates, new Map(), at("2026-11-23T23:00:00Z")).outcome).toBe("wait");
  expect(judgeGates(gates, there, at("2026-11-23T23:00:00Z")).outcome).toBe("open");
});

/** Gates, by the words that say them, judged at some instants for 23 November 2026 in Berlin. */
const windows: [name: string, newDay: string, gates: Partial<Gates>, instants: string[]][] = [
  [
    "notBefore: 03:00",
    "05:00",
    { notBefore: "03:00" },
    ["2026-11-23T12:00:00Z", "2026-11-24T02:00:00Z"],
  ],
  [
    "notBefore: 22:00, notAfter: 06:00",
    "07:00",
    { notBefore: "22:00", notAfter: "06:00" },
    ["2026-11-23T06:00:00Z", "2026-11-23T23:00:00Z", "2026-11-24T05:00:01Z"],
  ],
  [
    "notAfter: 07:00",
    "07:00",
    { notAfter: "07:00" },
    ["2026-11-24T06:00:00Z", "2026-11-24T06:00:01Z"],
  ],
  [
    "notAfter: 07:00+4d",
    "07:00",
    { notAfter: "07:00+4d" },
    ["2026-11-24T06:00:01Z", "2026-11-27T06:00:00Z", "2026-11-27T06:00:01Z"],
  ],
  [
    "notBefore: 22:00, notAfter: 06:00, late: nextOpening",
    "07:00",
    { notBefore: "22:00", notAfter: "06:00", late: "nextOpening" },
    ["2026-11-24T05:00:00Z", "2026-11-24T05:00:01Z", "2026-11-25T21:00:00Z"],
  ],
  [
    "notBefore: 02:00, notAfter: 04:00, late: nearest",
    "00:00",
    { notBefore: "02:00", notAfter: "04:00", late: "nearest" },
    ["2026-11-23T02:30:00Z", "2026-11-23T03:05:00Z", "2026-11-23T15:05:00Z"],
  ],
  [
    "notBefore: 02:00, notAfter: 04:00, late: nearest, awaits: {event: E}",
    "00:00",
    { notBefore: "02:00", notAfter: "04:00", late: "nearest", awaits: event },
    ["2026-11-23T02:30:00Z", "2026-11-23T03:05:00Z", "2026-11-23T15:05:00Z"],
  ],
];

test("what `why` says of windows", async () => {
  const lines = windows.flatMap(([name, newDay, fields, instants]) => [
    `${name} with newDay: ${newDay}`,
    ...instants.flatMap((now) => {
      const waiter = { ...at(now), timezone: "Europe/Berlin", newDay };
      const { outcome, end, gates } = judgeGates({ ...free, ...fields }, new Map(), waiter);
      const shown = gates.map(
        ({ holds, text, found }) => `    [${holds ? "x" : " "}] ${text}: ${found}`,
      );
      return [`  ${now}: ${outcome}${end === null ? "" : `, ${end}`}`, ...shown];
    }),
  ]);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../../golden/why/windows.txt");
});

test("a task whose day it is not is skipped, whatever else it waits for and whoever holds it", () => {
  const onlyOn: OnlyOn = { not: { list: { ...mondayToFriday, weekdays: ["mon"] }, days: null } };
  const now = at("2026-11-23T12:00:00Z");
  for (const held of ["hold", "ice", "noexec"] as const)
    expect(
      judgeGates({ ...window, awaits: event, onlyOn }, new Map(), now, {
        ...{ held, approval: null, blackout: null },
      }),
    ).toMatchObject({
      outcome: "skip",
      end: "only on not (Mondays): not on 2026-11-23, next on 2026-11-24",
      gates: [{ kind: "onlyOn", text: "only on not (Mondays)", holds: false }],
      ...{ expired: false, nextAt: null },
    });
  expect(judgeGates({ ...free, onlyOn }, new Map(), { ...now, date: "2026-11-24" }).outcome).toBe(
    "open",
  );
});

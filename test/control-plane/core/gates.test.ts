import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { judgeGates } from "#core/gates.ts";

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const at = (now: string) => ({
  project: "p",
  pipeline: "w",
  date: "2026-11-23",
  timezone: "UTC",
  now: ms(now),
  lastEnd: null,
  scheduled: { previous: null, next: null },
});
const window = { awaits: null, notBefore: "22:00", notAfter: "06:00", takes: [] };

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

test("all gates hold at one moment or the task waits", () => {
  const gates = { ...window, awaits: normalizeCondition({ event: "E" }) };
  const there = new Map([
    [JSON.stringify({ ask: "event", project: "p", name: "E", date: "2026-11-23" }), { at: 0 }],
  ]);
  expect(judgeGates(gates, there, at("2026-11-23T12:00:00Z")).outcome).toBe("wait");
  expect(judgeGates(gates, new Map(), at("2026-11-23T23:00:00Z")).outcome).toBe("wait");
  expect(judgeGates(gates, there, at("2026-11-23T23:00:00Z")).outcome).toBe("open");
});

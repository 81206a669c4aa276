import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Trigger } from "#core/pipeline.ts";
import { dueSlots } from "#core/schedule/due.ts";

const hourly = (missed: Trigger["missed"]): Trigger => ({
  schedule: { cron: "0 * * * *" },
  timezone: "UTC",
  missed,
});
const at = (text: string) => Date.parse(`2026-11-23T${text}Z`);
const outcome = (trigger: Trigger, cursor: string, now: string, limit = 100) =>
  dueSlots(trigger, at(cursor), at(now), limit).map(({ slot, reason }) => [
    slot.slice(13, 18),
    reason === null ? "runs" : "skipped",
  ]);

test("a due time is found once: after the cursor, up to now", () => {
  expect(dueSlots(hourly("latest"), at("00:00:00"), at("01:00:00"), 10)).toEqual([
    { at: at("01:00:00"), slot: "t:2026-11-23T01:00:00Z#0", missed: false, reason: null },
  ]);
  expect(dueSlots(hourly("latest"), at("01:00:00"), at("01:59:59"), 10)).toEqual([]);
});

describe("after an outage each due time is accounted for", () => {
  test("none", () => {
    expect(outcome(hourly("none"), "00:00", "03:30")).toEqual([
      ["01:00", "skipped"],
      ["02:00", "skipped"],
      ["03:00", "skipped"],
    ]);
  });
  test("latest", () => {
    expect(outcome(hourly("latest"), "00:00", "03:30")).toEqual([
      ["01:00", "skipped"],
      ["02:00", "skipped"],
      ["03:00", "runs"],
    ]);
  });
  test("all, with a limit: the newest run, the older ones are skipped and say why", () => {
    const limited = hourly({ policy: "all", limit: 2 });
    expect(outcome(limited, "00:00", "04:30")).toEqual([
      ["01:00", "skipped"],
      ["02:00", "skipped"],
      ["03:00", "runs"],
      ["04:00", "runs"],
    ]);
    expect(dueSlots(limited, at("00:00:00"), at("04:30:00"), 9)[0]?.reason).toBe(
      "missed, and more than 2 later ones were (`missed: {policy: all, limit: 2}`)",
    );
    // What is on time counts for nothing.
    expect(outcome(limited, "00:00", "04:00").map(([, became]) => became)).toEqual([
      "skipped",
      "runs",
      "runs",
      "runs",
    ]);
    expect(outcome(limited, "02:00", "04:30").map(([, became]) => became)).toEqual([
      "runs",
      "runs",
    ]);
  });
  test("a limit counts over all passes, however few due times one takes", () => {
    const limited = hourly({ policy: "all", limit: 3 });
    const first = outcome(limited, "00:00", "06:30", 4);
    const second = outcome(limited, "04:00", "06:31", 4);
    expect([...first, ...second].map(([, became]) => became)).toEqual([
      ...["skipped", "skipped", "skipped", "runs", "runs", "runs"],
    ]);
  });
  test("all", () => {
    expect(outcome(hourly("all"), "00:00", "02:30").map(([, what]) => what)).toEqual([
      "runs",
      "runs",
    ]);
  });
  test("latest: one that is on time makes the missed ones stale", () => {
    expect(outcome(hourly("latest"), "00:00", "02:00:30")).toEqual([
      ["01:00", "skipped"],
      ["02:00", "runs"],
    ]);
  });
  test("none: within a minute is on time", () => {
    expect(outcome(hourly("none"), "00:00", "01:01:00")).toEqual([["01:00", "runs"]]);
    expect(outcome(hourly("none"), "00:00", "01:01:00.001")).toEqual([["01:00", "skipped"]]);
  });
});

test("a limit cuts the list without making another one the latest", () => {
  expect(outcome(hourly("latest"), "00:00", "03:30", 2)).toEqual([
    ["01:00", "skipped"],
    ["02:00", "skipped"],
  ]);
  expect(outcome(hourly("latest"), "02:00", "03:30", 2)).toEqual([["03:00", "runs"]]);
});

test("however ticks fall, each due time appears exactly once", () => {
  const minutes = fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: 3 }), (steps, limit) => {
      const trigger = { ...hourly("all"), schedule: { cron: "*/3 * * * *" } };
      const start = at("00:00:00");
      const seen: number[] = [];
      let cursor = start;
      let now = start;
      for (const step of steps) {
        now += step;
        for (;;) {
          const slots = dueSlots(trigger, cursor, now, limit);
          seen.push(...slots.map((slot) => slot.at));
          cursor = slots.length === limit ? (slots.at(-1)?.at ?? now) : now;
          if (slots.length < limit) break;
        }
      }
      expect(seen).toEqual(dueSlots(trigger, start, now, 10_000).map((slot) => slot.at));
    }),
  );
});

test("runs that a daemon owes at one instant are due times of their own, and no limit parts them", () => {
  const owed: Trigger = {
    schedule: { cron: "0-59/20 2,3 * * *", dialect: "debian" },
    timezone: "America/New_York",
    missed: "all",
  };
  const day = [Date.parse("2026-03-08T06:00Z"), Date.parse("2026-03-08T07:59Z")] as const;
  const slots = (limit: number) =>
    dueSlots(owed, ...day, limit).map(({ slot }) => slot.slice("t:2026-03-08T".length));
  const four = ["07:00:00Z#0", "07:00:00Z#1", "07:00:00Z#2", "07:00:00Z#3"];
  expect(slots(100)).toEqual([...four, "07:20:00Z#0", "07:40:00Z#0"]);
  expect(slots(2)).toEqual(four);
  const latest = dueSlots({ ...owed, missed: "latest" }, ...day, 100);
  expect(latest.filter(({ reason }) => reason === null).map(({ slot }) => slot)).toEqual([
    "t:2026-03-08T07:40:00Z#0",
  ]);
});

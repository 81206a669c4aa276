import { expect, test } from "vitest";
import { cyclesOf, nextOfCycle } from "#core/cutover/cycle-position.ts";
import type { Beat, Repeat } from "#core/pipeline.ts";

const minute = 60_000;
const at = (time: string): number => Date.parse(`2026-11-27T${time}Z`);
const place = {
  ...{ date: "2026-11-27", timezone: "UTC", newDay: "06:00" },
  gates: { notBefore: "06:00", notAfter: null },
};
const next = (beat: Beat, now: string, more: Partial<Repeat> = {}, iterations = 3) => {
  const repeat: Repeat = { beat, max: null, while: null, onFailure: "stop", ...more };
  const last = { iterations, start: at("12:00"), end: at("12:07") };
  const found = nextOfCycle(repeat, place, last, at(now));
  return "end" in found ? found.end : new Date(found.at).toISOString().slice(11, 16);
};
const every = (from: "start" | "end" | "due", until: string | null = null): Beat => ({
  ...{ everyMs: 30 * minute, from, until },
});

test("the next one counts from the last start or end there, and is now where that has passed", () => {
  expect(next(every("start"), "12:10")).toBe("12:30");
  expect(next(every("end"), "12:10")).toBe("12:37");
  expect(next(every("due"), "12:10")).toBe("12:30");
  expect(next(every("start"), "13:10")).toBe("13:10");
  expect(next(every("end"), "13:10")).toBe("13:10");
  // One whose times were passed over keeps its beat.
  expect(next(every("due"), "13:10")).toBe("13:30");
});

test("of a list of intervals the one that is next; of times of day the first that is left", () => {
  const gaps: Beat = { gapsMs: [minute, 2 * minute, 20 * minute], from: "end", until: null };
  expect(next(gaps, "12:10")).toBe("12:27");
  expect(next(gaps, "12:10", {}, 4)).toBe("no interval of it is left");
  const times: Beat = { times: ["08:00", "12:00", "16:00"], toleranceMs: 0 };
  expect(next(times, "12:10")).toBe("16:00");
  expect(next(times, "16:10")).toBe("no time of it is left");
});

test("none follows when its count or its time is over", () => {
  expect(next(every("start"), "12:10", { max: 3 })).toBe("it has had 3 iterations");
  expect(next(every("end", "12:30"), "12:10")).toContain("would begin after");
  expect(next(every("end", "13:00"), "12:10")).toBe("12:37");
});

test("a date that is over has no more of it, unless its cycle says until when it goes on", () => {
  const later = (beat: Beat) => {
    const repeat: Repeat = { beat, max: null, while: null, onFailure: "stop" };
    const last = { iterations: 3, start: at("23:30"), end: at("23:31") };
    const found = nextOfCycle(repeat, place, last, Date.parse("2026-11-28T06:10Z"));
    return "end" in found ? found.end : new Date(found.at).toISOString();
  };
  expect(later(every("start"))).toBe("its date is over");
  expect(later(every("start", "07:00+1d"))).toBe("2026-11-28T06:10:00.000Z");
});

test("a beat of whole minutes is not moved by the seconds that the scheduler there was late", () => {
  const repeat: Repeat = { beat: every("due"), max: null, while: null, onFailure: "stop" };
  const last = { iterations: 1, start: at("12:00") + 3_200, end: at("12:01") };
  expect(nextOfCycle(repeat, place, last, at("12:02"))).toEqual({ at: at("12:30") });
});

test("where a task stands is told by the newest run of its job, with a date that its start says", () => {
  const repeat: Repeat = { beat: every("start"), max: null, while: null, onFailure: "stop" };
  const tasks = [
    { name: "load", gates: null },
    { name: "poll", gates: null, repeat },
    { name: "unseen", gates: null, repeat },
  ];
  const newest = { job: "POLL", date: null, source: "ace", isOpen: false };
  const found = cyclesOf(
    tasks,
    place,
    (task) => (task === "poll" ? { ...newest, start: at("05:00"), end: at("05:01") } : undefined),
    new Map([["POLL", 7]]),
    at("05:10"),
  );
  // Before new day it is of the date before.
  expect(found).toEqual([
    {
      ...{ idx: 1, task: "poll", job: "POLL", source: "ace", date: "2026-11-26", iterations: 7 },
      ...{ start: at("05:00"), isOpen: false, next: { at: at("05:30") } },
    },
  ]);
});

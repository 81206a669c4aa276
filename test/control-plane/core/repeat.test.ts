// When iterations begin: an interval from start, end or due time, times of day, and what ends them.

import { expect, test } from "vitest";
import type { Beat, Repeat } from "#core/pipeline.ts";
import { type EndedIteration, firstIteration, nextIteration } from "#core/repeat.ts";

const minute = 60_000;
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const place = (fields: { notBefore?: string; notAfter?: string } = {}) => ({
  date: "2026-11-23",
  timezone: "Europe/Berlin",
  newDay: "00:00",
  gates: { notBefore: null, notAfter: null, ...fields },
});
const repeat = (beat: Beat, fields: Partial<Repeat> = {}): Repeat => ({
  beat,
  max: null,
  while: null,
  onFailure: "stop",
  ...fields,
});
const every = (from: "start" | "end" | "due", until: string | null = null): Repeat =>
  repeat({ everyMs: 30 * minute, from, until });
const times = (...list: string[]): Repeat => repeat({ times: list, toleranceMs: minute });

/** The next instant, or why there is none, after an iteration that began at 10:00 (UTC) and ends at `now`. */
function next(
  one: Repeat,
  now: string,
  ended: Partial<EndedIteration> = {},
  where = place(),
): string {
  const startedAt = at("2026-11-23T10:00:00Z");
  const facts = { iteration: 1, startedAt, dueAt: null, ...ended };
  const found = nextIteration(one, where, facts, at(`2026-11-23T${now}Z`));
  return "end" in found
    ? found.end
    : Temporal.Instant.fromEpochMilliseconds(found.at).toString().slice(5, 16);
}

test("an interval counts from the start, and at once after an iteration that took longer", () => {
  expect(next(every("start"), "10:10:00")).toBe("11-23T10:30");
  expect(next(every("start"), "11:45:00")).toBe("11-23T11:45");
});

test("from the end it is a pause", () => {
  expect(next(every("end"), "10:10:00")).toBe("11-23T10:40");
});

test("from the due time it keeps its beat, whenever an iteration began and however long it took", () => {
  const dueAt = at("2026-11-23T09:55:00Z");
  expect(next(every("due"), "10:10:00", { dueAt })).toBe("11-23T10:25");
  expect(next(every("due"), "11:26:00", { dueAt })).toBe("11-23T11:55");
  expect(next(every("due"), "10:25:00", { dueAt })).toBe("11-23T10:25");
  expect(next(every("due"), "10:10:00")).toBe("11-23T10:30");
});

test("a list of intervals: one after the other, and none behind the last", () => {
  const list = (from: "start" | "end" | "due") =>
    repeat({ gapsMs: [30 * minute, 240 * minute], from, until: null });
  expect(next(list("start"), "10:10:00")).toBe("11-23T10:30");
  expect(next(list("start"), "10:10:00", { iteration: 2 })).toBe("11-23T14:00");
  expect(next(list("end"), "10:10:00", { iteration: 2 })).toBe("11-23T14:10");
  const dueAt = at("2026-11-23T09:55:00Z");
  expect(next(list("due"), "10:10:00", { dueAt })).toBe("11-23T10:25");
  expect(next(list("due"), "11:10:00", { dueAt })).toBe("11-23T11:10");
  expect(next(list("due"), "10:10:00", { iteration: 3 })).toBe("no interval of it is left");
  expect(first(list("start"), "10:10:00")).toBe(null);
});

test("`until` is local, includes itself, and is the next day's where it isn't later than notBefore", () => {
  expect(next(every("start", "11:30"), "10:10:00")).toBe("11-23T10:30");
  expect(next(every("start", "11:29"), "10:10:00")).toBe(
    "the next would begin after 2026-11-23 11:29 (Europe/Berlin)",
  );
  const night = place({ notBefore: "08:00" });
  expect(next(every("start", "05:00"), "10:10:00", {}, night)).toBe("11-23T10:30");
  expect(next(every("start", "05:00"), "10:10:00")).toMatch(/after 2026-11-23 05:00/);
  expect(next(every("start", "05:00+1d"), "10:10:00")).toBe("11-23T10:30");
});

test("times are walked from new day: those before it are the next calendar day's", () => {
  const early = { ...place(), newDay: "07:00" };
  expect(next(every("start", "05:00"), "10:10:00", {}, early)).toBe("11-23T10:30");
  expect(
    next(every("start", "05:00"), "22:10:00", { startedAt: at("2026-11-24T03:40:00Z") }, early),
  ).toBe("the next would begin after 2026-11-24 05:00 (Europe/Berlin)");
  expect(first(times("05:00", "06:00"), "10:10:00", early)).toBe("11-24T04:00");
  expect(first(times("22:00", "05:00"), "21:10:00", early)).toBe("11-24T04:00");
});

test("the task's window ends it as well", () => {
  const window = place({ notBefore: "08:00", notAfter: "11:20" });
  expect(next(every("start"), "10:10:00", {}, window)).toBe(
    "the next would begin after 2026-11-23 11:20 (Europe/Berlin)",
  );
  const days = place({ notBefore: "08:00", notAfter: "10:20+1d" });
  expect(next(every("start"), "10:10:00", {}, days)).toBe("11-23T10:30");
});

test("so does the count", () => {
  const thrice = { ...every("start"), max: 3 };
  expect(next(thrice, "10:10:00", { iteration: 2 })).toBe("11-23T10:30");
  expect(next(thrice, "10:10:00", { iteration: 3 })).toBe("it has had 3 iterations");
  expect(next(every("start"), "10:10:00", { iteration: 10_000 })).toMatch(/10000 iterations/);
});

test("times of day: those that pass while an iteration runs are left out", () => {
  const three = times("11:00", "11:30", "12:00");
  const dueAt = at("2026-11-23T10:00:00Z");
  expect(next(three, "10:10:00", { dueAt })).toBe("11-23T10:30");
  expect(next(three, "10:45:00", { dueAt })).toBe("11-23T11:00");
  expect(next(three, "10:30:30", { dueAt })).toBe("11-23T10:30");
  expect(next(three, "11:02:00", { dueAt })).toBe("no time of it is left");
});

test("a time that isn't later than the one before is the next day's", () => {
  const night = times("23:00", "01:00", "01:00");
  const dueAt = at("2026-11-23T22:00:00Z");
  expect(next(night, "22:10:00", { dueAt })).toBe("11-24T00:00");
  expect(next(night, "22:10:00", { dueAt: at("2026-11-24T00:00:00Z") })).toBe("11-25T00:00");
});

const first = (one: Repeat, now: string, where = place()) => {
  const found = firstIteration(one, where, at(`2026-11-23T${now}Z`));
  return found && Temporal.Instant.fromEpochMilliseconds(found).toString().slice(5, 16);
};

test("the first iteration: at once, or the next of its times", () => {
  expect(first(every("start"), "10:10:00")).toBe(null);
  expect(first(times("08:00", "11:30"), "10:10:00")).toBe("11-23T10:30");
  expect(first(times("08:00", "11:10"), "10:10:30")).toBe("11-23T10:10");
  expect(first(times("01:00", "02:00"), "10:10:00", place({ notBefore: "22:00" }))).toBe(
    "11-24T00:00",
  );
});

test("when all times have passed it runs once, at once", () => {
  expect(first(times("08:00", "09:30"), "10:10:00")).toBe("11-23T10:10");
  expect(next(times("08:00", "09:30"), "10:20:00", { dueAt: at("2026-11-23T10:10:00Z") })).toBe(
    "no time of it is left",
  );
});

test("a time that does not exist is the first instant after the gap", () => {
  const where = { ...place(), date: "2026-03-29" };
  const found = firstIteration(times("02:30"), where, at("2026-03-29T00:00:00Z"));
  expect(found).toBe(at("2026-03-29T01:00:00Z"));
});

import { expect, test } from "vitest";
import { judgeWatches, type WatchedSubject } from "#core/watch/judge.ts";
import { normalizeWatch } from "#core/watch/watch.ts";

const minuteMs = 60_000;
const subject = (
  spec: Parameters<typeof normalizeWatch>[0],
  fields: Partial<WatchedSubject> = {},
): WatchedSubject => ({
  ...{ idx: 0, watch: normalizeWatch(spec), state: "running", executed: true, usualMs: null },
  ...{ startedAt: 0, finishedAt: null, retriedAfter: 0 },
  ...fields,
});
const words = (one: WatchedSubject, now: number, told: readonly string[] = []) =>
  judgeWatches([one], told, now).signals.map(({ word }) => word);
const ended = (state: WatchedSubject["state"], minutes: number, more = {}) => ({
  ...{ state, finishedAt: minutes * minuteMs, ...more },
});

test("a task is too long one millisecond after its limit, once, and that is over when it ends", () => {
  const running = subject({ longest: "30m" });
  const before = judgeWatches([running], [], 30 * minuteMs);
  expect(before).toMatchObject({ signals: [], nextAt: 30 * minuteMs + 1, awaitsStart: false });
  const after = judgeWatches([running], before.told, before.nextAt ?? 0);
  expect(after).toMatchObject({ told: ["0 overrun"], nextAt: null });
  expect(after.signals).toEqual([
    {
      ...{ idx: 0, word: "overrun", at: 30 * minuteMs },
      message: "it has run for longer than 30m",
    },
  ]);
  expect(words(running, 40 * minuteMs, after.told)).toEqual([]);
  const over = subject({ longest: "30m" }, ended("succeeded", 45));
  expect(words(over, 46 * minuteMs, after.told)).toEqual(["in-time"]);
  // Nobody looked while it ran: it is told all the same.
  expect(words(over, 46 * minuteMs)).toEqual(["overrun", "in-time"]);
  expect(words(subject({ longest: "30m" }, ended("succeeded", 30)), 46 * minuteMs)).toEqual([]);
});

test("what has not started is waited for, whatever the clock says", () => {
  const waiting = subject({ longest: "1m" }, { state: "waiting", startedAt: null });
  expect(judgeWatches([waiting], [], 99 * minuteMs)).toEqual({
    ...{ signals: [], told: [], nextAt: null, awaitsStart: true },
  });
});

test("too soon is what ended by itself before its limit, well or not", () => {
  const of = (...end: Parameters<typeof ended>) =>
    words(subject({ shortest: "5m" }, ended(...end)), 99 * minuteMs);
  expect(of("succeeded", 4)).toEqual(["underrun"]);
  expect(of("failed", 4)).toEqual(["underrun"]);
  expect(of("succeeded", 5)).toEqual([]);
  expect(of("cancelled", 4)).toEqual([]);
  expect(of("skipped", 4, { startedAt: null })).toEqual([]);
  expect(of("succeeded", 4, { executed: false })).toEqual([]);
});

test("a success is told where the spec asks for it, of what was executed, once", () => {
  const of = (...end: Parameters<typeof ended>) =>
    words(subject({ success: true }, ended(...end)), 99 * minuteMs);
  expect(of("succeeded", 4)).toEqual(["succeeded"]);
  expect(of("failed", 4)).toEqual([]);
  expect(of("succeeded", 4, { executed: false })).toEqual([]);
  expect(words(subject({ longest: "9m" }, ended("succeeded", 4)), 99 * minuteMs)).toEqual([]);
  const one = subject({ success: true }, ended("succeeded", 4));
  expect(words(one, 99 * minuteMs, ["0 succeeded"])).toEqual([]);
  expect(judgeWatches([one], [], 99 * minuteMs).signals[0]?.message).toBe("it took 4m");
});

test("each failure that is tried again is told once, where the spec asks for it", () => {
  const waiting = { state: "ready" as const, startedAt: null };
  const one = subject({ retry: true }, { ...waiting, retriedAfter: 1 });
  const { signals, told } = judgeWatches([one], [], 7);
  expect(signals).toEqual([
    { idx: 0, word: "retried", at: 7, message: "attempt 1 has failed, and it is tried again" },
  ]);
  expect(words(one, 8, told)).toEqual([]);
  expect(words({ ...one, retriedAfter: 2 }, 9, told)).toEqual(["retried"]);
  expect(words(subject({ success: true }, { ...waiting, retriedAfter: 1 }), 9)).toEqual([]);
});

test("limits beside the usual go by the median; while nothing is usual there are none", () => {
  const long = { longest: "+50%", shortest: "-50%" };
  const taking = (minutes: number, usualMs: number | null) =>
    words(subject(long, ended("succeeded", minutes, { usualMs })), 99 * minuteMs);
  expect(taking(16, 10 * minuteMs)).toEqual(["overrun", "in-time"]);
  expect(taking(15, 10 * minuteMs)).toEqual([]);
  expect(taking(4, 10 * minuteMs)).toEqual(["underrun"]);
  expect(taking(1_000, null)).toEqual([]);
  const late = subject({ longest: "+5m" }, ended("succeeded", 16, { usualMs: 10 * minuteMs }));
  expect(judgeWatches([late], [], 99 * minuteMs).signals[0]?.message).toBe(
    "it took 16m, longer than 15m, for it usually takes 10m",
  );
});

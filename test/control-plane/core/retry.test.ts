import { expect, test } from "vitest";
import type { Retry } from "#core/pipeline.ts";
import { isRetried, retryDelayAfter, retryDelayMs } from "#core/retry.ts";

const retry = (change: Partial<Retry>): Retry => ({
  retries: 3,
  delayMs: 1000,
  backoff: "exponential",
  maxDelayMs: null,
  ...change,
});
const delays = (given: Retry) => [1, 2, 3, 4, 5].map((attempt) => retryDelayMs(given, attempt));

test("as many delays as retries", () => {
  expect(delays(retry({ backoff: "fixed" }))).toEqual([1000, 1000, 1000, null, null]);
  expect(delays(retry({}))).toEqual([1000, 2000, 4000, null, null]);
  expect(delays(retry({ retries: 0 }))).toEqual([null, null, null, null, null]);
});

test("a cap, and no overflow after any number of attempts", () => {
  expect(delays(retry({ retries: 9, maxDelayMs: 3000 }))).toEqual([1000, 2000, 3000, 3000, 3000]);
  const long = retryDelayMs(retry({ retries: 1e9 }), 1e9 - 1) ?? Number.NaN;
  expect(long).toBe(366 * 86_400_000);
  expect(retryDelayMs(retry({ delayMs: 0, retries: 99 }), 80)).toBe(0);
});

test("what a system asks for lengthens the delay, never beyond the task's own limit", () => {
  expect(retryDelayAfter(1_000, retry({}))).toBe(1_000);
  expect(retryDelayAfter(1_000, retry({}), 60_000)).toBe(60_000);
  expect(retryDelayAfter(90_000, retry({}), 60_000)).toBe(90_000);
  expect(retryDelayAfter(1_000, retry({ maxDelayMs: 30_000 }), 60_000)).toBe(30_000);
});

test("with `on` only the chosen ends are tried again; without it every failure is", () => {
  const on = { exitCodes: [75], signals: ["SIGKILL"], timeout: true };
  const ends = [
    { ending: "exited", exitCode: 75, signal: null },
    { ending: "exited", exitCode: 1, signal: null },
    { ending: "signalled", exitCode: null, signal: "SIGKILL" },
    { ending: "signalled", exitCode: null, signal: "SIGSEGV" },
    { ending: "timedOut", exitCode: null, signal: "SIGTERM" },
    { ending: "error", exitCode: null, signal: null },
  ];
  const retried = (given: Retry) => ends.map((end) => isRetried(given, end));
  expect(retried(retry({}))).toEqual([true, true, true, true, true, true]);
  expect(retried(retry({ on }))).toEqual([true, false, true, false, true, false]);
  expect(retried(retry({ on: { exitCodes: [], signals: ["SIGTERM"], timeout: false } }))).toEqual(
    ends.map(() => false),
  );
});

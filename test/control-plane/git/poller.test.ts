import { afterEach, expect, test, vi } from "vitest";
import { startPoller } from "#git/poller.ts";

const soon = 1;
const never = 2 ** 30;

afterEach(() => {
  vi.useRealTimers();
});

/** Milliseconds between the passes of a poller of 1,000 ms, by a clock that only the test moves. */
async function delays(count: number, random?: () => number): Promise<number[]> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const start = performance.now();
  const at: number[] = [];
  const poller = startPoller({
    everyMs: 1_000,
    pass: async () => at.push(performance.now() - start),
    onError: () => {},
    ...(random ? { random } : {}),
  });
  while (at.length < count) await vi.advanceTimersToNextTimerAsync();
  await poller.stop();
  return at.map((time, n) => time - (at[n - 1] ?? 0));
}

test.each([
  ["a fifth less than the interval", 0, 800],
  ["the interval", 0.5, 1_000],
  ["a fifth more", 1 - Number.EPSILON, 1_200],
])("the jitter: %s", async (_, drawn, expected) => {
  const drawnOnce = await delays(3, () => drawn);
  for (const delay of drawnOnce) expect(delay).toBeCloseTo(expected, -1);
});

test("each pass draws its own delay, and none leaves the bounds", async () => {
  const draws = [0.1, 0.9, 0.3];
  const drawn = await delays(3, () => draws.shift() ?? 0);
  expect(drawn.map(Math.round)).toEqual([840, 1_160, 920]);
  const own = await delays(200);
  expect(Math.min(...own)).toBeGreaterThanOrEqual(799);
  expect(Math.max(...own)).toBeLessThanOrEqual(1_201);
  expect(new Set(own).size).toBeGreaterThan(50);
});

test("passes follow each other, also after one that failed", async () => {
  const errors: unknown[] = [];
  const done = Promise.withResolvers<void>();
  let passes = 0;
  const poller = startPoller({
    everyMs: soon,
    pass: async () => {
      passes++;
      if (passes === 1) throw new Error("away");
      if (passes === 3) done.resolve();
    },
    onError: (error) => errors.push((error as Error).message),
  });
  await done.promise;
  await poller.stop();
  expect(errors).toEqual(["away"]);
  const after = passes;
  await new Promise(setImmediate);
  expect(passes).toBe(after);
});

test("a sync that is asked for waits for the one under way, one at a time, and its failure is its asker's", async () => {
  const poller = startPoller({ everyMs: never, pass: async () => {}, onError: () => {} });
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = poller.now(async () => {
    order.push("first begins");
    await gate.promise;
    order.push("first ends");
    throw new Error("held");
  });
  const second = poller.now(async () => {
    order.push("second");
    return 2;
  });
  await new Promise(setImmediate);
  expect(order).toEqual(["first begins"]);
  gate.resolve();
  await expect(first).rejects.toThrow("held");
  expect(await second).toBe(2);
  expect(order).toEqual(["first begins", "first ends", "second"]);
  await poller.stop();
});

test("stop waits for the pass under way and begins no other", async () => {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let passes = 0;
  const poller = startPoller({
    everyMs: soon,
    pass: async () => {
      passes++;
      begun.resolve();
      await gate.promise;
    },
    onError: () => {},
  });
  await begun.promise;
  let stopped = false;
  const stopping = poller.stop().then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  gate.resolve();
  await stopping;
  expect(passes).toBe(1);
});

import { expect, test } from "vitest";
import { startPoller } from "#git/poller.ts";

const soon = 1;
const never = 2 ** 30;

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

test("what is asked for now waits for what is under way, one at a time, and its failure is its asker's", async () => {
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

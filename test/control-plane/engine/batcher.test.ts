import { expect, test } from "vitest";
import { Batcher } from "#engine/batcher.ts";

/** A flush that the test ends; `batches` are those that left. */
function held() {
  const batches: { items: number[]; end: () => void; fail: (error: Error) => void }[] = [];
  let left = Promise.withResolvers<void>();
  const batcher = new Batcher<number, number>((items) => {
    const { promise, resolve, reject } = Promise.withResolvers<number[]>();
    batches.push({ items, end: () => resolve(items.map((item) => item * 10)), fail: reject });
    left.resolve();
    left = Promise.withResolvers();
    return promise;
  }, 3);
  return { batcher, batches, left: () => left.promise };
}

test("what one turn adds leaves together, what comes meanwhile with the next batch, up to its limit", async () => {
  const { batcher, batches, left } = held();
  const first = left();
  const results = [1, 2].map((item) => batcher.add(item));
  await first;
  results.push(...[3, 4, 5, 6].map((item) => batcher.add(item)));
  const second = left();
  batches[0]?.end();
  await second;
  const third = left();
  batches[1]?.end();
  await third;
  batches[2]?.end();
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50, 60]);
  expect(batches.map(({ items }) => items)).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test("a failed flush fails its own items only", async () => {
  const { batcher, batches, left } = held();
  const first = left();
  const lost = batcher.add(1);
  await first;
  const second = left();
  const fine = batcher.add(2);
  batches[0]?.fail(new Error("no"));
  await expect(lost).rejects.toThrow("no");
  await second;
  batches[1]?.end();
  expect(await fine).toBe(20);
});

test("a pause waits for the flush under way and holds back all others until it is released", async () => {
  const { batcher, batches, left } = held();
  const first = left();
  const one = batcher.add(1);
  await first;
  const pausing = batcher.pause();
  const two = batcher.add(2);
  batches[0]?.end();
  expect(await one).toBe(10);
  const release = await pausing;
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toHaveLength(1);
  const second = left();
  release();
  await second;
  batches[1]?.end();
  expect(await two).toBe(20);
});

// Who gets what: nothing beyond what there is, nobody starved, and as much at once as the order allows.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Asker, rateFreeAt, type Slots, serve } from "#core/pools/serve.ts";

const asker = (key: string, units: Record<number, number>, isHead = false): Asker => ({
  key,
  route: 0,
  asks: Object.entries(units).map(([pool, wanted]) => ({
    pool: Number(pool),
    units: wanted,
    isHead,
  })),
});
const room = (slots: number, route = 0): Slots => ({ route, free: slots, workers: [1] });
const free = (units: Record<number, number>) =>
  new Map(Object.entries(units).map(([pool, left]) => [Number(pool), left]));

test("in their order, until the first that finds too little: who comes later passes nobody", () => {
  const askers = [asker("a", { 1: 2 }), asker("b", { 1: 3 }), asker("c", { 1: 1 })];
  expect(serve(askers, free({ 1: 4 }), [room(9)])).toEqual({
    granted: ["a"],
    slotless: [],
    short: [{ pool: 1, units: 3 }],
  });
});

test("who lacks one pool holds up nobody in another, but where it is the first of all", () => {
  const free12 = free({ 1: 0, 2: 1 });
  const both = { 1: 1, 2: 1 };
  const next = asker("b", { 2: 1 });
  expect(serve([asker("a", both), next], free12, [room(9)]).granted).toEqual(["b"]);
  expect(serve([asker("a", both, true), next], free12, [room(9)]).granted).toEqual([]);
});

test("no more than slots, and who has no slot holds up nobody", () => {
  const askers = [asker("a", { 1: 1 }), asker("b", { 1: 1 }), asker("c", {})];
  expect(serve(askers, free({ 1: 9 }), [room(1)])).toMatchObject({
    granted: ["a"],
    slotless: ["b", "c"],
  });
});

test("slots are those of the workers that take the task; who takes two routes has its slots once", () => {
  const askers = [0, 1, 2].map((route) => ({ ...asker(`r${route}`, {}), route }));
  const slots = [room(1), room(1, 1), { ...room(5, 3), workers: [2] }];
  expect(serve(askers, free({}), slots)).toMatchObject({ granted: ["r0"], slotless: ["r1", "r2"] });
});

test("a lowered total grants nothing until so much has come back", () => {
  expect(serve([asker("a", { 1: 1 })], free({ 1: -3 }), [room(9)]).granted).toEqual([]);
  expect(serve([asker("a", {})], free({ 1: -3 }), [room(9)]).granted).toEqual(["a"]);
});

const asks = fc.dictionary(fc.constantFrom("1", "2", "3"), fc.integer({ min: 1, max: 4 }), {
  minKeys: 1,
});

test("never more than is free, and whoever comes first and fits is served", () => {
  fc.assert(
    fc.property(
      fc.array(asks, { minLength: 1 }),
      fc.record({ 1: fc.nat(8), 2: fc.nat(8), 3: fc.nat(8) }),
      fc.nat(10),
      (list, units, slots) => {
        const askers = list.map((one, n) => asker(String(n), one, n === 0));
        const { granted } = serve(askers, free(units), [room(slots)]);
        expect(granted.length).toBeLessThanOrEqual(slots);
        for (const [pool, left] of free(units)) {
          const taken = askers
            .filter(({ key }) => granted.includes(key))
            .flatMap((one) => one.asks)
            .filter((ask) => ask.pool === pool);
          expect(taken.reduce((sum, ask) => sum + ask.units, 0)).toBeLessThanOrEqual(left);
        }
        const first = askers[0]?.asks ?? [];
        const fits = first.every((ask) => ask.units <= (free(units).get(ask.pool) ?? 0));
        expect(granted.includes("0")).toBe(fits && slots > 0);
      },
    ),
  );
});

test("a rate is free again when enough of what was taken is past", () => {
  const taken = [
    { at: 10, units: 1 },
    { at: 20, units: 2 },
    { at: 30, units: 1 },
  ];
  const rate = { units: 5, perMs: 100 };
  expect(rateFreeAt(taken, rate, 1)).toBeNull();
  expect(rateFreeAt(taken, rate, 2)).toBe(110);
  expect(rateFreeAt(taken, rate, 3)).toBe(120);
  expect(rateFreeAt(taken, rate, 5)).toBe(130);
});

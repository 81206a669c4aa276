import { expect, test } from "vitest";
import { Held } from "#engine/held.ts";

const claim = (run: string, idx = 0) => ({ run, idx, attempt: 1 });

test("attempts that are to be stopped stop, others and later ones go on", () => {
  const held = new Held();
  const [one, two, other] = [held.add(claim("1")), held.add(claim("1", 1)), held.add(claim("2"))];
  held.cancel([claim("1"), claim("9"), { ...claim("2"), attempt: 2 }]);
  expect([one.reason, two.aborted, other.aborted]).toEqual(["cancelled", false, false]);
  expect(held.runs()).toEqual(["1", "2"]);
});

test("it is drained once the last attempt is removed", async () => {
  const held = new Held();
  await held.drained();
  held.add(claim("1"));
  held.add(claim("2"));
  let drained = false;
  const waiting = held.drained().then(() => {
    drained = true;
  });
  held.remove(claim("1"));
  await Promise.resolve();
  expect(drained).toBe(false);
  held.remove(claim("2"));
  await waiting;
});

test("a claim that arrives after the worker was lost is stopped from the start: else two workers run the task", () => {
  const held = new Held();
  held.stopAll();
  expect(held.add(claim("1"))).toMatchObject({ aborted: true, reason: "lost" });
});

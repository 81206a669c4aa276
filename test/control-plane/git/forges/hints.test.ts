// Hints become looks: one at once, one more for all that came meanwhile.

import { expect, test } from "vitest";
import { startHints } from "#git/forges/hints.ts";
import { eventually } from "#test/support/eventually.ts";

const hour = 3_600_000;

test("a flood is one look, and each project has its own", async () => {
  const looks: string[] = [];
  const hints = startHints({ pauseMs: hour, look: async (project) => void looks.push(project) });
  for (let n = 0; n < 1000; n++) hints.hint("a");
  hints.hint("b");
  expect(looks).toEqual(["a", "b"]);
  hints.stop();
});

test("a hint during a look is not lost: another look follows", async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  let looks = 0;
  const hints = startHints({
    pauseMs: 1,
    look: async () => {
      looks++;
      await opened;
    },
  });
  hints.hint("a");
  hints.hint("a");
  hints.hint("a");
  expect(looks).toBe(1);
  open();
  await eventually("the second look", () => looks === 2);
  hints.stop();
});

test("a look that fails doesn't end the next ones", async () => {
  let looks = 0;
  const hints = startHints({
    pauseMs: 1,
    look: async () => {
      looks++;
      throw new Error("no");
    },
  });
  hints.hint("a");
  hints.hint("a");
  await eventually("the second look", () => looks === 2);
  hints.stop();
});

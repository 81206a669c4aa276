// So many at a time, in the order in which they came.

import { expect, test } from "vitest";
import { Turns } from "../../control-plane/turns.ts";

test("the next begins when one ends, first come first served; one that never began costs nothing", async () => {
  const turns = new Turns(2);
  const log: string[] = [];
  const [a, b, c, d, never] = [1, 2, 3, 4, 5].map(() => turns.turn());
  const begin = (turn: typeof a, name: string) => turn?.begin().then(() => log.push(name));
  await Promise.all([begin(a, "a"), begin(b, "b")]);
  const later = [begin(c, "c"), begin(d, "d")];
  await Promise.resolve();
  expect(log).toEqual(["a", "b"]);
  never?.end();
  b?.end();
  await later[0];
  expect(log).toEqual(["a", "b", "c"]);
  // Twice is once.
  b?.end();
  await Promise.resolve();
  expect(log).toEqual(["a", "b", "c"]);
  a?.end();
  await later[1];
  expect(log).toEqual(["a", "b", "c", "d"]);
});

import { expect, test } from "vitest";
import { Subscriptions } from "#engine/subscriptions.ts";
import type { Db } from "#store/connect.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";

test("a worker takes what asks for none but its labels", async () => {
  await using db = await testDatabase();
  await db.pool.query("insert into trunkline.route values (1, '{a}'), (2, '{a,b}'), (3, '{c}')");
  const taken = async (...labels: string[]) => {
    const subscriptions = new Subscriptions(db.pool, labels);
    await subscriptions.look();
    return [...subscriptions.identifiers];
  };
  expect(await taken()).toEqual(["task"]);
  expect(await taken("a")).toEqual(["task", "task:1"]);
  expect(await taken("a", "b", "z")).toEqual(["task", "task:1", "task:2"]);
});

test("a route that comes during a look is found by the look that follows", async () => {
  await using db = await testDatabase();
  let looks = 0;
  const read = Promise.withResolvers<void>();
  const counted = {
    query: async (...asked: Parameters<typeof db.pool.query>) => {
      const answer = await db.pool.query(...asked);
      // The first answer is known, and on its way for as long as it takes to add a route.
      if (++looks === 1) await read.promise;
      return answer;
    },
  } as unknown as Db;
  const subscriptions = new Subscriptions(counted, ["a"]);
  const first = subscriptions.look();
  await eventually("it looked", () => looks === 1);
  await db.pool.query("insert into trunkline.route values (1, '{a}')");
  const all = [first, subscriptions.look(), subscriptions.look()];
  read.resolve();
  await Promise.all(all);
  expect(looks).toBe(2);
  expect([...subscriptions.identifiers]).toEqual(["task", "task:1"]);
});

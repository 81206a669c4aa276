// On whose behalf: what a request says reaches everything that it awaits, and nothing beside it.

import { expect, test } from "vitest";
import { actingAs, nowActing } from "#store/acting.ts";

test("it reaches what is awaited, and two at once don't mix", async () => {
  const named = (name: string) =>
    actingAs({ name, kind: "user", requestId: name }, async () => {
      await new Promise((done) => setImmediate(done));
      return nowActing()?.name;
    });
  expect(await Promise.all([named("ada"), named("bob")])).toEqual(["ada", "bob"]);
  expect(nowActing()).toBeNull();
});

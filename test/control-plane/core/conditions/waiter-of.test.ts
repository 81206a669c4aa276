import { expect, test } from "vitest";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { pipeline } from "#test/support/deploy.ts";

test("zone, new day and calendar are the pipeline's; what takes a look in the store is not known", () => {
  const of = { ...pipeline("load", []), timezone: "Europe/Berlin", newDay: "05:00" };
  const waiter = waiterOf(of, { project: "retail", date: "2026-11-26", now: 7 });
  expect(waiter).toMatchObject({
    ...{ project: "retail", pipeline: "load", date: "2026-11-26", now: 7 },
    ...{ timezone: "Europe/Berlin", newDay: "05:00" },
    ...{ lastEnd: null, scheduled: { previous: null, next: null } },
  });
});

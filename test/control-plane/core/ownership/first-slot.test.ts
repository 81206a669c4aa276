import { expect, test } from "vitest";
import { firstSlot } from "#core/ownership/first-slot.ts";
import { pipeline } from "#test/support/deploy.ts";

const at = (text: string): number => Date.parse(text);
const nightly = pipeline("close", [], {
  ...{ timezone: "Europe/Berlin", newDay: "05:00" },
  triggers: [{ schedule: { cron: "0 22,2 * * *" }, timezone: "Europe/Berlin", missed: "all" }],
});

test("of minutes the next one is the new owner's", () => {
  expect(firstSlot(nightly, "minutes", at("2026-11-27T22:00:00Z"))).toBe("202611272201");
  expect(firstSlot(nightly, "minutes", at("2026-12-31T23:59:59.999Z"))).toBe("202701010000");
});

test("of dates that of the next due time, counted from new day", () => {
  expect(firstSlot(nightly, "dates", at("2026-11-27T20:00:00Z"))).toBe("20261127");
  // 2:00 of the 28th belongs to the 27th; from then on the next is of the 28th.
  expect(firstSlot(nightly, "dates", at("2026-11-28T00:30:00Z"))).toBe("20261127");
  expect(firstSlot(nightly, "dates", at("2026-11-28T01:00:00Z"))).toBe("20261128");
});

test("of a pipeline that is never due by a schedule the present date", () => {
  const waiting = { ...nightly, triggers: [] };
  expect(firstSlot(waiting, "dates", at("2026-11-28T01:00:00Z"))).toBe("20261127");
});

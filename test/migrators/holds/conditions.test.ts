import { expect, test } from "vitest";
import { latchedConditions } from "#migrators/holds/conditions.ts";

const at = Date.parse("2027-01-02T00:00:00Z");

test("the list as JSON and as lines; the year is the one that is nearest", () => {
  const expected = [
    { name: "GL-CLOSED", date: "2026-12-31" },
    { name: "GL-OPEN", date: "2027-01-01" },
    { name: "ALWAYS", date: "static" },
  ];
  const events = [
    { name: "GL-CLOSED", ctm: "prd", date: "1231" },
    { name: "GL-OPEN", ctm: "prd", date: "0101" },
    { name: "ALWAYS", ctm: "prd", date: "STAT" },
    { name: "NONE", ctm: "prd", date: "1399" },
  ];
  expect(latchedConditions(JSON.stringify(events), at)).toEqual(expected);
  expect(latchedConditions(JSON.stringify({ events }), at)).toEqual(expected);
  const lines = "GL-CLOSED   1231\nGL-OPEN 0101\nALWAYS STAT\nListed 4 conditions\n";
  expect(latchedConditions(lines, at)).toEqual(expected);
});

// How plans read is shown by test/golden/plan/*/plan.txt; here only what those can't show.

import { expect, test } from "vitest";
import { summary } from "#core/plan/view.ts";
import type { Change, Plan } from "#core/plan.ts";
import { renderPlan } from "#core/render-plan.ts";

const change = (action: Change["action"], fields: Change["fields"] = []): Change => ({
  action,
  pipeline: "p",
  file: "pipelines/p.yaml",
  before: null,
  after: null,
  fields,
  scripts: [],
  nextRuns: { before: [], after: [] },
});
const planOf = (...changes: Change[]): Plan => ({
  project: "shop",
  base: null,
  commit: "c".repeat(40),
  at: "2026-01-01T00:00:00Z",
  changes,
  pools: [],
  readableBy: null,
  broken: [],
  hash: "0123456789abcdef",
});

test("the summary counts moves as changes", () => {
  const all = planOf(change("added"), change("changed"), change("renamed"), change("removed"));
  expect(summary(all)).toBe("1 to add, 2 to change, 1 to remove.");
  expect(summary(planOf())).toBe("No changes.");
});

test("calendars that end soon are told with the pipelines that use them", () => {
  const endingCalendars = [{ calendar: "bank", until: "2026-01-31", pipelines: ["p"] }];
  expect(renderPlan({ ...planOf(), endingCalendars })).toContain(
    "! calendar bank ends on 2026-01-31: nothing runs by it after that (p)",
  );
});

test("a pipeline whose schedules are all over is told to be due no more", () => {
  const when = { before: [], after: ["at 06:00 on the 1st of the month in January of 2019, UTC"] };
  const over =
    "! no schedule of it is due in 41 years from 2026-01-01T00:00:00Z on: look at the years that it names";
  expect(renderPlan(planOf({ ...change("added"), when }))).toContain(over);
  const nextRuns = { before: [], after: ["2027-01-01T06:00:00Z"] };
  expect(renderPlan(planOf({ ...change("added"), when, nextRuns }))).not.toContain(
    "no schedule of it",
  );
  // By hand or after others: it has no schedule.
  expect(renderPlan(planOf(change("added")))).not.toContain("no schedule of it");
});

test("zone data is told with what runs are reckoned by it, and where it differs", () => {
  const zoneWarnings = [{ message: "the database reckons otherwise", help: "Update it." }];
  const told = { zoneData: "2026c", zoneWarnings };
  expect(renderPlan({ ...planOf(change("changed", [])), ...told })).toMatch(
    /! the database reckons otherwise\n {6}Update it\.\n\nRuns are reckoned with tzdata 2026c\.\n0 to add/,
  );
  expect(renderPlan({ ...planOf(), zoneData: "2026c" })).not.toContain("2026c");
});

test("control characters of a value never reach the terminal", () => {
  const text = renderPlan(
    planOf(change("changed", [{ path: "owner", before: "a", after: "\u001b[2J\nb" }])),
  );
  expect(text).toContain(String.raw`owner: "a" → "\u001b[2J\nb"`);
});

test("who may read the project is part of it", () => {
  const readableBy = { before: ["ops"], after: ["finance-*"] };
  const text = renderPlan({ ...planOf(), readableBy });
  expect(text).toContain("+ readable by finance-*: its conditions may ask about this project\n");
  expect(text).toContain("- readable by ops: its conditions about this project hold no more\n");
  expect(text).toContain("No pipelines change.");
});

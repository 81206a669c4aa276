import { expect, test } from "vitest";
import type { DeadlineView } from "#api/client.ts";
import { deadlineLine } from "#cli/deadline-line.ts";

const deadline = (fields: Partial<DeadlineView>): DeadlineView => ({
  ...{ task: null, kind: "startBy", at: "07:00", state: "on-track", since: "06:00" },
  ...{ expectedAt: "06:10", cause: null, basis: "from 20 earlier runs", changes: [] },
  ...fields,
});
const line = (fields: Partial<DeadlineView>) => deadlineLine(deadline(fields), (text) => text);

test("what is expected, from what, and what threatens it", () => {
  expect(line({})).toBe("startBy 07:00: on-track since 06:00, expected 06:10 from 20 earlier runs");
  const cause = { task: "load", message: "is running", path: ["load"] };
  expect(line({ task: "post", kind: "finishBy", state: "at-risk", cause })).toBe(
    "post finishBy 07:00: at-risk since 06:00, expected 06:10 from 20 earlier runs: load is running",
  );
  expect(line({ state: "met", expectedAt: null })).toBe("startBy 07:00: met since 06:00");
});

test("without earlier runs no time is called expected", () => {
  const basis = "nothing is expected yet: 0 of the 3 earlier runs that it takes";
  expect(line({ basis })).toBe(`startBy 07:00: on-track since 06:00, ${basis}`);
});

import { expect, test } from "vitest";
import { type ProjectFacts, projectHealth } from "#core/project-health.ts";

const well: ProjectFacts = { deployed: true, broken: 0, held: null };

test.for<[Partial<ProjectFacts>, string, string | null]>([
  [{}, "Healthy", null],
  [{ deployed: false }, "Missing", "nothing is deployed yet"],
  [{ deployed: false, broken: 2 }, "Missing", "nothing is deployed, and 2 spec files are in error"],
  [{ broken: 1 }, "Degraded", "1 spec file is in error"],
  [{ broken: 1, drifted: 3 }, "Degraded", "not as it was deployed: 3 of its pipelines"],
  [{ broken: 1, held: "a restored copy" }, "Degraded", "1 spec file is in error"],
  [{ held: "a restored copy" }, "Suspended", "a restored copy"],
])("%j is %s", ([fields, status, reason]) => {
  expect(projectHealth({ ...well, ...fields })).toEqual({ status, reason });
});

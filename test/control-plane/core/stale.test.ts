import { expect, test } from "vitest";
import { staleText } from "#core/stale.ts";

test("since which commit, which file, where, what; and what an earlier version did not keep is left out", () => {
  const stale = { file: "pipelines/a.yaml", line: 3, message: "no tasks", since: null };
  expect(staleText({ ...stale, commit: "4f1c0a2b9d8e7f6a" })).toBe(
    "stale since 4f1c0a2b9d8e: pipelines/a.yaml:3: no tasks; the last good revision stays deployed",
  );
  expect(staleText({ ...stale, commit: null, line: null, message: null })).toBe(
    "stale: pipelines/a.yaml: the file has errors; the last good revision stays deployed",
  );
});

import { expect, test } from "vitest";
import { holdText, type SyncHold } from "#core/sync-hold.ts";

const commit = "4f1c0a2b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a";
const hold: SyncHold = {
  ...{ commit, actor: "ada", reason: "month end" },
  ...{ since: "2026-11-26T20:00:00Z", until: null },
};

test("a hold says where, by whom, until when, why, and how far behind", () => {
  expect(holdText(hold, commit, 0)).toBe("held at 4f1c0a2b9d8e by ada: month end");
  expect(holdText({ ...hold, until: "2026-12-01T00:00:00Z" }, commit, 1)).toBe(
    "held at 4f1c0a2b9d8e by ada until 2026-12-01T00:00:00Z: month end (1 commit of the branch not deployed)",
  );
  expect(holdText(hold, commit, 12)).toContain("(12 commits of the branch not deployed)");
  expect(holdText(hold, null, null)).toBe("held before its first revision by ada: month end");
});

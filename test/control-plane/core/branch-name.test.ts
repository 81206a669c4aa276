// Names of branches, as Git takes them.

import { expect, test } from "vitest";
import { isBranchName } from "#core/branch-name.ts";

test.each(["main", "team/etl", "release-1.2", "ümlaut"])("%s is one", (name) => {
  expect(isBranchName(name)).toBe(true);
});

test.each(["", "@", "a..b", "a b", "a~1", "a//b", ".a", "a.lock", "a.", "-".repeat(0), "a@{1}"])(
  "%j is none",
  (name) => {
    expect(isBranchName(name)).toBe(false);
  },
);

import { expect, test } from "vitest";
import { isRobotName } from "#core/access/robot-name.ts";

test.for(["a", "nightly-export", "ci.finance_1", "0", "a".repeat(63)])("%s is a name", (name) => {
  expect(isRobotName(name)).toBe(true);
});

test.for([
  ...["", "A", "ada@example.com", "-a", "a b", "a\n", "a\u202eb", "a'; drop table", "../a"],
  ...["a".repeat(64), "deadline", "local-token", "local-browser"],
])("%j is none", (name) => {
  expect(isRobotName(name)).toBe(false);
});

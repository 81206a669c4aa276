// Who sits here.

import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { osUser } from "#cli/os-user.ts";

test("is the user at the machine", () => {
  expect(osUser()).toBe(`${userInfo().username}@${hostname()}`);
});

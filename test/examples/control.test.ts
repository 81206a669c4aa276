// The example of a control repository: valid without a remark, and the retail estate keeps within its ceilings.

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { trunklineHere } from "#test/support/trunkline.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));

test("both registrations are valid", async () => {
  const ended = await trunklineHere(["validate", "examples/control"], { cwd });
  expect(ended).toMatchObject({ code: 0, stdout: "" });
  expect(ended.stderr).toBe("2 registrations: 0 errors, 0 warnings\n");
});

test.each(["retail-prd", "retail-next"])("the estate is within what %s allows", async (name) => {
  const words = ["validate", "examples/retail", "--registration"];
  const file = `examples/control/projects/${name}.yaml`;
  expect(await trunklineHere([...words, file], { cwd })).toMatchObject({ code: 0, stdout: "" });
});

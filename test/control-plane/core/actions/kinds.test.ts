import { expect, test } from "vitest";
import { kindOf, workedKinds } from "#core/actions/kinds.ts";

test("each kind is known by its action", () => {
  for (const kind of workedKinds) expect(kindOf({ kind } as never)).toHaveProperty("text");
});

test.each(["teleport", "constructor", "__proto__"])("%s is told as what it is", (kind) => {
  expect(() => kindOf({ kind } as never)).toThrow(`no work of kind "${kind}"`);
});

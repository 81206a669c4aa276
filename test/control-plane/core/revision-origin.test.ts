import { expect, test } from "vitest";
import { originOf, originText } from "#core/revision-origin.ts";

test("what a revision goes back to, takes back and was released by, in a phrase", () => {
  const origin = originOf({ reverts: ["77b0e4d"], confirmation: { by: "grace" } });
  expect(origin).toEqual({ reverts: ["77b0e4d"], confirmedBy: "grace", breakGlass: null });
  expect(originText({ revision: 7, commit: "3f2a91c0d1e2f3" }, origin)).toBe(
    "back to 3f2a91c0d1e2 (revision 7); reverts 77b0e4d; released by grace",
  );
});

test("a revision from before there was any evidence has nothing to say", () => {
  const origin = originOf(null);
  expect([origin, originText(null, origin)]).toEqual([
    { reverts: [], confirmedBy: null, breakGlass: null },
    "",
  ]);
});

test("what people put in force without a commit is told", () => {
  expect(originText(null, originOf({ breakGlass: 3 }))).toBe("break-glass 3");
});

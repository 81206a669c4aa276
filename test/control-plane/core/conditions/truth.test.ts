import { expect, test } from "vitest";
import { around, atLeast, opposite, type Truth } from "#core/conditions/truth.ts";

const truth = (holds: boolean, fields: Partial<Truth> = {}): Truth => ({
  holds,
  may: holds,
  final: false,
  ...fields,
});

test("a group is final once its parts leave no other end", () => {
  const lost = truth(false, { final: true });
  expect(atLeast(2, [truth(true), lost, truth(false)])).toEqual(truth(false));
  expect(atLeast(2, [truth(true), lost, lost])).toEqual(truth(false, { final: true }));
});

test("the opposite of what is not known does not hold", () => {
  const unknown = truth(false, { may: true });
  expect(opposite(unknown)).toEqual(unknown);
  expect(opposite(truth(true))).toEqual(truth(false));
});

test.each([
  [false, 1, 2, "1 of 2 is enough"],
  [false, 2, 3, "2 of 3 are enough"],
  [false, 2, 2, null],
  // That not both hold takes one that does not; that neither does takes both.
  [true, 2, 2, "1 of 2 is enough"],
  [true, 1, 2, null],
])("negated: %j, %i of %i: %j", (isNegated, count, size, enough) => {
  expect(around({ isNegated, enough: null }, count, size)).toEqual({ isNegated, enough });
});

test("in a group of which all count, what stands around it still does", () => {
  const outer = { isNegated: false, enough: "1 of 2 is enough" };
  expect(around(outer, 3, 3)).toEqual(outer);
});

import { expect, test } from "vitest";
import { evidenceFrom, hasEvidence, noEvidence } from "#core/parity/evidence.ts";

test("what a project has not, or an earlier version did not keep, is empty", () => {
  expect(evidenceFrom(null)).toEqual(noEvidence);
  expect(evidenceFrom({})).toEqual(noEvidence);
  expect(hasEvidence(noEvidence)).toBe(false);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { type LedgerLine, outcomes } from "#migrators/ledger.ts";
import { ledgerText } from "#migrators/ledger-text.ts";

const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
const line: fc.Arbitrary<LedgerLine> = fc.record(
  {
    ...{ file: text, line: fc.nat(), job: fc.option(text), attribute: text, value: text },
    ...{ outcome: fc.constantFrom(...outcomes), code: fc.constantFrom("same", "not-understood") },
    target: text,
  },
  { requiredKeys: ["file", "line", "job", "attribute", "value", "outcome", "code"] },
);

test("a line of the ledger is JSON, whatever is in it", () => {
  fc.assert(
    fc.property(line, (one) => {
      const { file, job, attribute, value, outcome, code, target } = one;
      const ordered = { file, line: one.line, job, attribute, value, outcome, code, target };
      expect(ledgerText(one)).toBe(`${JSON.stringify(ordered)}\n`);
    }),
    { numRuns: 2000 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { type Draft, draftText, nameText, readBack } from "#core/calendar/draft/draft.ts";

const draft = (fields: Partial<Draft>): Draft => ({
  ...{ description: "Any", comments: [], weekdays: null, entries: [], leftOut: [] },
  ...{ from: "2026-01-01", until: "2026-12-31" },
  ...fields,
});

test("a draft is a file that people can read, with what they should know beside it", () => {
  const text = draftText(
    draft({
      comments: ["DRAFT", "", "a\nb"],
      weekdays: ["mon", "tue"],
      entries: [
        { rule: { date: "2026-05-01" }, comment: null },
        {
          rule: { name: "1. Mai", years: { from: 2027 }, date: "05-01", substitute: "next" },
          comment: "moved",
        },
        { rule: { nth: 1, weekday: ["mon"], month: ["may"], name: "no" }, comment: null },
      ],
      leftOut: [{ title: "Not in it:", entries: [{ rule: { date: "12-24" }, comment: "half" }] }],
    }),
  );
  expect(text.split("\n").slice(1)).toEqual([
    ...["# DRAFT", "#", "# a b", "description: Any", "from: 2026-01-01", "until: 2026-12-31"],
    "weekdays: [mon, tue]",
    "except:",
    "  - 2026-05-01",
    '  - {date: 05-01, substitute: next, years: {from: 2027}, name: "1. Mai"}  # moved',
    '  - {nth: 1, weekday: [mon], month: [may], name: "no"}',
    "  # Not in it:",
    "  # - 12-24  # half",
    "",
  ]);
});

test("whatever days are called, the file is read back as it was meant", () => {
  const day = fc.integer({ min: dayOf("2026-01-01"), max: dayOf("2026-12-31") });
  const words = fc.constantFrom(
    "null",
    "No",
    "1e3",
    "a: b",
    "a #b",
    "- x",
    "{",
    "🎄",
    "It's",
    "ß)",
  );
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), words);
  fc.assert(
    fc.property(fc.uniqueArray(day, { minLength: 1 }), text, text, (days, name, said) => {
      const named = nameText(name);
      const entries = days.map((at) => ({
        ...{ rule: { date: dateOf(at), ...(named !== undefined && { name: named }) } },
        comment: said,
      }));
      const made = draft({ description: said, comments: [said], entries });
      expect(readBack("any", made, new Set(days)).days[0]).toEqual(entries[0]?.rule);
    }),
    { numRuns: 200 },
  );
});

test("a draft that says something else than it should is a fault", () => {
  const entries = [{ rule: { date: "2026-05-01" }, comment: null }];
  const wrong = () => readBack("any", draft({ entries }), new Set([dayOf("2026-05-02")]));
  expect(wrong).toThrow("the draft is wrong about 2026-05-01");
});

import { expect, test } from "vitest";
import type { DayVerdicts } from "#core/parity/days.ts";
import { explainedDays } from "#core/parity/explained-days.ts";
import type { Explanation } from "#core/parity/explanation.ts";
import type { ParityDay } from "#core/parity/gate.ts";
import type { JudgedPair } from "#core/parity/judge-days.ts";

const day = (date: string): ParityDay => ({
  ...{ date, isBusiness: true, isMonthEnd: false, isObserved: true, counts: {}, explained: 0 },
});
const pair = (verdict: JudgedPair["verdict"], laterMs: number | null = null) =>
  ({
    ...{ verdict, laterMs },
    differences: verdict === "differs" ? [{ field: "start", byMs: laterMs ?? 0 }] : [],
  }) as unknown as JudgedPair;
const verdicts = (date: string, ...others: JudgedPair[]): [string, DayVerdicts] => [
  date,
  { date, matched: 1, others },
];
const explanation: Explanation = {
  ...{ file: "a.yaml", who: "ada", reason: "known", until: "2026-12-31", jobs: ["*"], waives: [] },
  explains: { verdicts: null, fields: ["start"], upToMs: 600_000, dates: null, weekdays: null },
};

test("differences are counted on their days and for what explains them; what is none is not", () => {
  const found = explainedDays(
    { pipeline: "close", task: "" },
    [day("2026-11-23"), day("2026-11-24")],
    new Map([
      verdicts("2026-11-23", pair("differs", 300_000), pair("not-observable")),
      verdicts(
        "2026-11-24",
        pair("differs", 900_000),
        pair("differs", -400_000),
        pair("only-ours"),
      ),
    ]),
    [explanation],
  );
  expect(found.days.map(({ explained }) => explained)).toEqual([1, 1]);
  expect([...found.by]).toEqual([["a.yaml", 2]]);
});

import { expect, test } from "vitest";
import { explainedDays } from "#core/parity/explained-days.ts";
import type { Explanation } from "#core/parity/explanation.ts";
import type { ParityDay } from "#core/parity/gate.ts";
import type { Judged } from "#core/parity/verdict.ts";

const day = (date: string): ParityDay => ({
  ...{ date, isBusiness: true, isMonthEnd: false, isObserved: true, counts: {}, explained: 0 },
});
const judged = (verdict: Judged["verdict"], date: string | null, laterMs: number | null = null) =>
  ({ expected: 0, legacy: 0, verdict, date, laterMs }) as Judged;
const explanation: Explanation = {
  ...{ file: "a.yaml", who: "ada", reason: "known", until: "2026-12-31", jobs: ["*"], waives: [] },
  explains: { verdicts: null, fields: ["start"], upToMs: 600_000, dates: null, weekdays: null },
};

test("differences are counted on their days, and what explains each is told; a match is none", () => {
  const all = [
    judged("match", "2026-11-23", 1_000),
    judged("differs", "2026-11-23", 300_000),
    judged("differs", "2026-11-24", 900_000),
    judged("differs", null, -400_000),
  ];
  const found = explainedDays(
    { pipeline: "close", task: "" },
    [day("2026-11-23"), day("2026-11-24")],
    all,
    [explanation],
    ({ date }) => date ?? "2026-11-24",
  );
  expect(found.days.map(({ explained }) => explained)).toEqual([1, 1]);
  expect(found.by.map((one) => one?.file ?? null)).toEqual([null, "a.yaml", null, "a.yaml"]);
});

import { expect, test } from "vitest";
import { resolveParams } from "#core/parameters.ts";
import type { Param, ParamType, Scalar } from "#core/pipeline.ts";

const run = {
  id: "r",
  date: "2026-03-01",
  scheduledAt: "2026-03-01T05:00:00Z",
  pipeline: "p",
  generation: 1,
  interval: { start: "", end: "" },
};
const param = (type: ParamType, value: Scalar | null): Param => ({
  type,
  default: value,
  description: null,
});
const declared = {
  date: param("date", "${{ addDays(run.date, -1) }}"),
  count: param("integer", 3),
  rate: param("number", null),
};

test("given values win over defaults, each as its type", () => {
  expect(resolveParams(declared, { rate: "2.5", count: "-4" }, run)).toEqual({
    values: { date: "2026-02-28", count: -4, rate: 2.5 },
  });
});

test("everything that is wrong is reported at once", () => {
  const resolved = resolveParams(declared, { dat: "x", date: "2026-02-30", count: "3.5" }, run);
  expect(resolved).toEqual({
    issues: [
      { name: "dat", message: 'there is no parameter "dat"', help: 'did you mean "date"?' },
      {
        name: "date",
        message: 'parameter "date": "2026-02-30" is not a date that exists, as YYYY-MM-DD',
      },
      {
        name: "count",
        message: 'parameter "count": "3.5" is not an integer between -(2^53-1) and 2^53-1',
      },
      { name: "rate", message: 'parameter "rate": has no default and was not given' },
    ],
  });
});

test("a default that gives no value of its type is an issue, not a crash", () => {
  const wrong = { count: param("integer", "${{ run.date }}"), other: param("date", "${{ 1/0 }}") };
  expect(resolveParams(wrong, {}, run)).toMatchObject({
    issues: [{ name: "count" }, { name: "other", message: expect.stringContaining("division") }],
  });
});

test("names of the prototype are no parameters", () => {
  expect(resolveParams({}, JSON.parse('{"__proto__": 1, "constructor": 2}'), run)).toMatchObject({
    issues: [{ name: "__proto__" }, { name: "constructor" }],
  });
});

// Checked against the parts of the published schema (OASIS, SARIF 2.1.0) that we write, closed: a key that is not
// in it fails.

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import type { Finding } from "#core/formats/finding.ts";
import { sarif } from "#core/formats/sarif.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../../golden/sarif/sarif-2.1.0-trimmed.json", import.meta.url), "utf8"),
);
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

const finding = (of: Partial<Finding>): Finding => ({
  ...{ rule: "unknown-need", level: "error", message: "no task", help: null },
  ...{ file: "pipelines/a.yaml", line: 3, column: 5, endLine: 3, endColumn: 9, ...of },
});

test("what is written is valid, with the rules that it names", () => {
  const log = sarif(
    [finding({ help: "did you mean b?" }), finding({ rule: "plan", level: "warning" })],
    "0.1.0",
  );
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(log).toMatchObject({
    runs: [
      {
        tool: { driver: { rules: [{ id: "plan" }, { id: "unknown-need" }] } },
        results: [
          { ruleId: "unknown-need", ruleIndex: 1, message: { text: "no task (did you mean b?)" } },
          { ruleId: "plan", ruleIndex: 0, level: "warning" },
        ],
      },
    ],
  });
  expect(validate(sarif([], "0.1.0"))).toBe(true);
});

test("the schema finds mistakes", () => {
  const log = sarif([finding({})], "0.1.0") as { runs: { results: object[] }[] };
  for (const [key, value] of [
    ["level", "fatal"],
    ["severity", "error"],
    ["message", "text"],
  ])
    expect(
      validate({
        ...log,
        runs: [
          { ...log.runs[0], results: [{ ...log.runs[0]?.results[0], [key as string]: value }] },
        ],
      }),
    ).toBe(false);
});

test("paths are URIs, whatever is in them", () => {
  const log = JSON.stringify(sarif([finding({ file: "a b/ü#?.yaml" })], "0.1.0"));
  expect(log).toContain('"uri":"a%20b/%C3%BC%23%3F.yaml"');
});

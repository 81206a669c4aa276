import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readDurations } from "#core/rehearsal/durations.ts";

const read = (text: string) => readDurations("durations.yaml", text);

test("a duration alone, or with a spread, an exit code, outputs and what is printed", () => {
  const { declared, diagnostics } = read(`
load/orders: 5m
load/extract[eu]: {takes: 1h, p90: 2h, exitCode: 4, output: "ORA-00060"}
load/check: {outputs: {rows: 5, ok: true, files: [a, b]}}
`);
  expect(diagnostics).toEqual([]);
  expect(Object.fromEntries(declared)).toEqual({
    "load/orders": {
      expected: { medianMs: 300_000, p90Ms: 375_000 },
      ...{ exitCode: 0, outputs: {}, output: "" },
    },
    "load/extract[eu]": {
      expected: { medianMs: 3_600_000, p90Ms: 7_200_000 },
      ...{ exitCode: 4, outputs: {}, output: "ORA-00060" },
    },
    "load/check": {
      expected: null,
      exitCode: 0,
      outputs: { rows: "5", ok: "true", files: '["a","b"]' },
      output: "",
    },
  });
  expect(read("# none yet\n")).toEqual({ declared: new Map(), diagnostics: [] });
});

test("the manual's example is right", () => {
  const page = readFileSync(new URL("../../../../docs/rehearsal.md", import.meta.url), "utf8");
  const [, block = ""] = /```yaml ignore\n(.*?)```/s.exec(page) ?? [];
  const { declared, diagnostics } = read(block.replaceAll(/^ {3}/gm, ""));
  expect(diagnostics).toEqual([]);
  expect([...declared.keys()]).toEqual(["load/orders", "load/extract[eu]", "load/check"]);
});

test("mistakes have their place, and nothing is declared then", () => {
  const { declared, diagnostics } = read("a/b: 5 minutes\nc/d: {take: 5m}\ne/f: 5\n");
  expect(declared.size).toBe(0);
  expect(diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual([
    "1 invalid-duration",
    "2 unknown-property",
    "3 wrong-type",
  ]);
});

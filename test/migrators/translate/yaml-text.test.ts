import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { yamlText } from "#migrators/translate/yaml-text.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }).filter((value) => value.isWellFormed()),
  fc.constantFrom(
    "",
    " ",
    "yes",
    "null",
    "~",
    "1",
    "0x1f",
    "1e3",
    ".inf",
    "2026-01-01",
    "- a",
    "a: b",
    "a #b",
    "\n",
    "a\n b",
  ),
  fc.constantFrom(
    "a\nb\n",
    "cd || exit\nrun %x\n",
    "\ta\nb",
    "a\n\nb",
    "a\n\n",
    "!x",
    "&a",
    "*a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "---",
  ),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.boolean(),
    tie("list"),
    tie("record"),
  ),
  list: fc.array(tie("any"), { maxLength: 4 }),
  record: fc.dictionary(
    text.filter((key) => key.length < 40 && key !== "__proto__"),
    tie("any"),
    { maxKeys: 4 },
  ),
}));

test("both readers of YAML read what was written", () => {
  fc.assert(
    fc.property(value.record, (written) => {
      const whole = { whole: written };
      const yaml = yamlText(whole);
      // Records of fast-check have no prototype.
      expect(load(yaml)).toEqual(structuredClone(whole));
      expect(parse(yaml)).toEqual(structuredClone(whole));
    }),
    { numRuns: 1_500 },
  );
});

test("it reads as people write", () => {
  const spec = {
    name: "nightly",
    gone: undefined,
    tags: { origin: ["cron"], table: ["root"] },
    triggers: [{ schedule: "0 5 * * *", missed: "none" }],
    tasks: { load: { env: { PATH: "/usr/bin:/bin" }, run: "cd || exit\n./load.sh\n" } },
  };
  expect(yamlText(spec)).toBe(`name: nightly
tags:
  origin: [cron]
  table: [root]
triggers:
  - schedule: "0 5 * * *"
    missed: none
tasks:
  load:
    env: {PATH: "/usr/bin:/bin"}
    run: |
      cd || exit
      ./load.sh
`);
});

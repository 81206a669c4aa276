import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { indentedYaml, yamlText } from "#migrators/translate/yaml-text.ts";
import { hardValue } from "#test/support/yaml-values.ts";

test("both readers of YAML read what was written", () => {
  fc.assert(
    fc.property(hardValue.record, (written) => {
      const whole = { whole: written };
      const yaml = yamlText(whole);
      // Records of fast-check have no prototype.
      expect(load(yaml)).toEqual(structuredClone(whole));
      expect(parse(yaml)).toEqual(structuredClone(whole));
    }),
    { numRuns: 1_500 },
  );
});

test("what stands within another record is written as if the whole were", () => {
  fc.assert(
    fc.property(hardValue.record, (written) => {
      const name = { name: written };
      expect(`tasks:\n${indentedYaml(name, "  ")}`).toBe(yamlText({ tasks: name }));
    }),
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

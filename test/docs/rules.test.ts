// docs/rules.md lists exactly the names that a rule's expression may use, and its example is the one under examples/.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readRules } from "#core/rules/read-rules.ts";
import { pipelineFields, scheduleFields, taskFields } from "#core/rules/shape.ts";

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = text("docs/rules.md");

test("the table has every name, with its type and what it is", () => {
  const rows = [...page.matchAll(/^\| `((?:pipeline|task|schedule)\.\w+)` \| (.+) \| (.+) \|$/gm)];
  const fields = { pipeline: pipelineFields, task: taskFields, schedule: scheduleFields };
  const known = Object.entries(fields).flatMap(([root, names]) =>
    Object.entries(names).map(([name, { type, says }]) => [`${root}.${name}`, type, says]),
  );
  expect(rows.map(([, name, type, says]) => [name, type, says])).toEqual(known);
});

test("the rules that the page begins with are among the example's", () => {
  const names = (content: string) =>
    readRules([{ path: "rules/x.yaml", bytes: content }]).rules.map(({ name }) => name);
  const [, block = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(names(block)).toHaveLength(4);
  expect(names(text("examples/control/rules/personal-data.yaml"))).toEqual(
    expect.arrayContaining(names(block)),
  );
});

import { expect, test } from "vitest";
import type { Finding } from "#core/formats/finding.ts";
import { junit } from "#core/formats/junit.ts";

const finding = (of: Partial<Finding>): Finding => ({
  ...{ rule: "unknown-need", level: "error", message: "no task <b>", help: 'did you mean "a"?' },
  ...{ file: "pipelines/a.yaml", line: 3, column: 5, endLine: 3, endColumn: 9, ...of },
});

test("files with mistakes are failures, warnings output; what no case is of gets one", () => {
  const cases = [
    { name: "a", file: "pipelines/a.yaml", output: [] },
    { name: "b", file: "pipelines/b.yaml", output: ["schedule: <new>"] },
  ];
  const text = junit("trunkline plan", cases, [
    finding({}),
    finding({ level: "warning", file: "pools.yaml", help: null }),
  ]);
  expect(text).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites tests="3" failures="1" errors="0">',
      '  <testsuite name="trunkline plan" tests="3" failures="1" errors="0">',
      '    <testcase name="a" classname="trunkline plan" file="pipelines/a.yaml">',
      '      <failure message="pipelines/a.yaml:3:5: [unknown-need] no task &lt;b&gt; (did you mean &quot;a&quot;?)">pipelines/a.yaml:3:5: [unknown-need] no task &lt;b&gt; (did you mean &quot;a&quot;?)</failure>',
      "    </testcase>",
      '    <testcase name="b" classname="trunkline plan" file="pipelines/b.yaml">',
      "      <system-out>schedule: &lt;new&gt;</system-out>",
      "    </testcase>",
      '    <testcase name="pools.yaml" classname="trunkline plan" file="pools.yaml">',
      "      <system-out>pools.yaml:3:5: [unknown-need] no task &lt;b&gt;</system-out>",
      "    </testcase>",
      "  </testsuite>",
      "</testsuites>",
    ].join("\n"),
  );
});

test("two pipelines of one file are two cases, its mistakes one failure", () => {
  const cases = ["a", "b"].map((name) => ({ name, file: "pipelines/a.yaml", output: [] }));
  const text = junit("s", cases, [finding({}), finding({ line: 9 })]);
  expect(text.match(/<failure /g)).toHaveLength(1);
  expect(text).toContain('tests="2" failures="1"');
});

import { expect, test } from "vitest";
import { parseOwners } from "#core/owners/rules.ts";

test("a line is what it is for, who approves, and how many of them", () => {
  const { rules, problems } = parseOwners(
    [
      "# who approves what",
      "*  @finance-data",
      "/docs/",
      "/pipelines/gl/** @gl @finance/leads ada@example.com 2 # two of them",
      "tag:tier=gold @finance/leads @finance/leads 2",
    ].join("\r\n"),
  );
  expect(problems).toEqual([]);
  expect(rules.map(({ meets: _, ...rest }) => rest)).toEqual([
    { line: 2, subject: "*", owners: ["finance-data"], count: 1 },
    { line: 3, subject: "/docs/", owners: [], count: 1 },
    {
      ...{ line: 4, subject: "/pipelines/gl/**", count: 2 },
      owners: ["gl", "finance/leads", "ada@example.com"],
    },
    { line: 5, subject: "tag:tier=gold", owners: ["finance/leads"], count: 2 },
  ]);
  expect(rules[3]?.meets).toEqual({ tag: "tier", value: "gold" });
});

test.each([
  ["* finance", '"finance" is no owner'],
  ["* 2 @finance", '"2" is no owner'],
  ["* 2", "it names nobody"],
  ["* @finance 0", "0 approvals, not 1 to 20"],
  ["!a @finance", '"!a" is no pattern'],
  ["tag:gold @finance", '"tag:gold" is not tag:KEY=VALUE'],
])("%s is a problem", (text, message) => {
  expect(parseOwners(`\n${text}`)).toEqual({
    rules: [],
    problems: [{ line: 2, message: expect.stringContaining(message) }],
  });
});

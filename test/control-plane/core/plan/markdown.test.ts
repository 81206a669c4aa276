// How a plan's Markdown reads is shown by test/golden/plan/*/plan.md; here that it stays within what forges take, and harmless.

import { expect, test } from "vitest";
import { planMarkdown } from "#core/plan/markdown.ts";
import type { Change, Plan } from "#core/plan.ts";
import { renderPlan } from "#core/render-plan.ts";

const change = (n: number, of: Partial<Change> = {}): Change => ({
  ...{ action: "changed", pipeline: `p${String(n).padStart(5, "0")}`, before: null, after: null },
  ...{
    file: `pipelines/team-${n % 40}/p${n}.yaml`,
    owner: `team-${n % 3}`,
    scripts: [],
    fields: [],
  },
  meaning: [{ subject: "timeouts", task: "load", text: "timeout: 10m → 30m" }],
  nextRuns: { before: [], after: [] },
  ...of,
});
const planOf = (changes: Change[]): Plan => ({
  ...{ project: "shop", base: "b".repeat(40), commit: "c".repeat(40), at: "2026-01-01T00:00:00Z" },
  ...{ changes, pools: [], readableBy: null, broken: [], hash: "0123456789abcdef" },
});
const many = (of: (n: number) => Partial<Change>) =>
  planOf(Array.from({ length: 10_000 }, (_, n) => change(n, of(n))));

test("10,000 changes that say the same are one", () => {
  const plan = many(() => ({}));
  const text = renderPlan(plan);
  expect(text).toContain(
    "~ 10000 pipelines alike: p00000, p00001, p00002, p00003, p00004, p00005 and 9994 more",
  );
  expect(text.length).toBeLessThan(1_000);
  expect(planMarkdown(plan)).toContain("| ~ | 10000 alike: p00000, p00001, p00002 and 9997 more |");
});

test("10,000 that differ are counted by folder and owner, within the limit of a comment", () => {
  const plan = many((n) => ({
    meaning: [
      { subject: "work", task: "t", text: `command: "${"<@*|".repeat(n % 50)}${n}" → "x"` },
    ],
  }));
  const markdown = planMarkdown(plan);
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown).toMatch(/\*\*\d+ more pipelines change\*\*, shown by `--output json`:/);
  expect(markdown).toContain("| folder | added | changed | removed |");
  expect(markdown).toMatch(/\| `team-0` \| 0 \| 3\d\d\d \| 0 \|/);
  expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  const text = renderPlan(plan);
  expect(text).toMatch(/… 9940 more pipelines change, shown by --output json:\n {2}by folder:/);
  expect(text.length).toBeLessThan(20_000);
});

test("one pipeline with very much to say stays within the limit as well", () => {
  const meaning = Array.from({ length: 5_000 }, (_, n) => ({
    ...{ subject: "work" as const, task: `t${n}`, text: `command: ${"<".repeat(1_000)}${n}` },
  }));
  const broken = Array.from({ length: 5_000 }, (_, n) => `pipelines/${"x&".repeat(500)}${n}.yaml`);
  const markdown = planMarkdown({ ...planOf([change(0, { meaning })]), broken });
  expect(markdown.length).toBeLessThan(65_536);
});

test("nothing of a file is markup, a link or a mention", () => {
  const evil = "</summary></details><script>@ops [x](https://evil.example) #1 | `y` <!-- z -->";
  const markdown = planMarkdown(
    planOf([
      change(0, {
        file: `pipelines/${evil}.yaml`,
        meaning: [{ subject: "other", task: null, text: evil }],
        scripts: [evil],
      }),
    ]),
  );
  expect(markdown).not.toContain("<script");
  expect(markdown).not.toContain("<!--");
  expect(markdown).not.toMatch(/(?<!<code>[^<]*)@ops/);
  expect(markdown.match(/<\/details>/g)).toHaveLength(1);
});

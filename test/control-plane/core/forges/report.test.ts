// What a forge shows of a change: within its limits, at the right places, and inert.

import { expect, test } from "vitest";
import type { Diagnostic } from "#core/diagnostic.ts";
import { type ChangeReport, checkOf, commentOf, saidIn } from "#core/forges/report.ts";
import type { Change, Plan } from "#core/plan.ts";

const change = (pipeline: string, fields: Change["fields"] = []): Change => ({
  ...{ action: "changed", pipeline, file: `pipelines/${pipeline}.yaml` },
  ...{ before: null, after: null, fields, scripts: [] },
});
const planOf = (...changes: Change[]): Plan => ({
  ...{
    project: "finance",
    base: "b".repeat(40),
    commit: "c".repeat(40),
    at: "2026-01-01T00:00:00Z",
  },
  ...{ changes, pools: [], readableBy: null, broken: [], hash: "0123456789abcdef" },
});
const diagnostic = (fields: Partial<Diagnostic> = {}): Diagnostic => ({
  ...{ code: "unknown-property", severity: "error", file: "pipelines/a.yaml" },
  ...{ line: 3, column: 1, endLine: 3, endColumn: 7, message: '"taskz" is not known here' },
  ...fields,
});
const report = (fields: Partial<ChangeReport> = {}): ChangeReport => ({
  ...{ project: "finance", environment: "prod", path: "", commit: "c".repeat(40) },
  ...{ plan: planOf(change("a")), diagnostics: [], problem: null, notes: [], conflicts: [] },
  ...fields,
});

test("a check says how much changes, and its conclusion follows the errors", () => {
  expect(checkOf(report(), "digest-of-it")).toMatchObject({
    ...{ conclusion: "success", title: "0 to add, 1 to change, 0 to remove.", annotations: [] },
    externalId: "finance/cccccccccccc/digest-of-it",
    text: expect.stringContaining("~ a  (pipelines/a.yaml)"),
  });
  const warned = report({ diagnostics: [diagnostic({ severity: "warning" })] });
  expect(checkOf(warned, "d").conclusion).toBe("success");
  const wrong = report({ diagnostics: [diagnostic(), diagnostic()] });
  expect(checkOf(wrong, "d")).toMatchObject({
    ...{ conclusion: "failure", title: "2 errors. 0 to add, 1 to change, 0 to remove." },
  });
  const none = report({ plan: null, problem: "the folder prod is missing" });
  expect(checkOf(none, "d")).toMatchObject({
    ...{ conclusion: "failure", title: "the folder prod is missing", text: null },
  });
});

test("remarks are at lines of the repository's files", () => {
  const found = [
    diagnostic({ help: "Write tasks." }),
    diagnostic({ line: 4, endLine: 6, endColumn: 1, severity: "warning" }),
    diagnostic({ line: 4, endLine: 4, endColumn: 1 }),
  ];
  const { annotations } = checkOf(report({ path: "prod", diagnostics: found }), "d");
  expect(annotations.map(({ path, line, endLine, level }) => [path, line, endLine, level])).toEqual(
    [
      ["prod/pipelines/a.yaml", 3, 3, "failure"],
      ["prod/pipelines/a.yaml", 4, 5, "warning"],
      ["prod/pipelines/a.yaml", 4, 4, "failure"],
    ],
  );
  expect(annotations[0]?.message).toBe('"taskz" is not known here\n\nWrite tasks.');
});

test("another content of the same commit is another check run", () => {
  const ids = ["one", "two"].map((digest) => checkOf(report(), digest).externalId);
  expect(new Set(ids).size).toBe(2);
});

test("a change that touches nothing of the project has no comment, but one that stands says so", () => {
  const quiet = report({ plan: planOf() });
  expect(commentOf(quiet, 7)).toBeNull();
  expect(saidIn(quiet, 7).body).toContain("No changes.");
  expect(commentOf(report({ plan: planOf(), diagnostics: [diagnostic()] }), 7)).not.toBeNull();
});

test("a long plan is folded away, a longer one is cut, and everything fits what forges take", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => change(`pipeline-${index}`));
  const long = report({
    plan: planOf(...many),
    diagnostics: Array.from({ length: 3_000 }, () => diagnostic({ message: "m".repeat(500) })),
  });
  const comment = commentOf(long, 7);
  expect(comment?.body.length).toBeLessThan(65_000);
  expect(comment?.body).toContain("<details><summary>0 to add, 5000 to change");
  expect(comment?.body).toContain("and more: `trunkline plan` shows all of it");
  const check = checkOf(long, "d");
  expect(check.annotations).toHaveLength(1_000);
  expect(check.summary).toContain("2000 of them are not shown at their lines.");
  expect(Math.max(check.summary.length, check.text?.length ?? 0)).toBeLessThan(65_000);
});

test("files that were changed on both sides are named, and what they are called is inert", () => {
  const { body } = saidIn(report({ path: "prod", conflicts: ["`@acme`.yaml", "b.yaml"] }), 7);
  expect(body).toContain(
    "2 files changed since on the branch that is deployed, too; shown as here:",
  );
  expect(body).toContain("```\nprod/`@acme`.yaml\nprod/b.yaml\n```");
});

test("whatever a change says stays inside its block", () => {
  const fields = [{ path: "description", before: "x", after: "````\n@everyone <img src=x>" }];
  const diagnostics = [diagnostic({ message: "``` @acme/owners" })];
  const { body } = commentOf(report({ plan: planOf(change("a", fields)), diagnostics }), 7) ?? {
    body: "",
  };
  const outside = body.replaceAll(/(`{3,})\n[\s\S]*?\n\1(?!`)/g, "");
  expect(outside).not.toMatch(/[@<]/);
});

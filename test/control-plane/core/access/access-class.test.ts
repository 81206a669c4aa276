import { expect, test } from "vitest";
import { type AccessFacts, accessFacts, classKey } from "#core/access/access-class.ts";

const project = { name: "retail", environment: "prod" };
const facts = (tags: Record<string, string[]>): AccessFacts =>
  accessFacts(project, "pipelines/finance/close/month.yaml", { owner: "finance-data", tags });

test("a pipeline's folder is that of its file, and a file at the root has none", () => {
  expect(facts({}).folder).toBe("pipelines/finance/close");
  expect(accessFacts(project, "x.yaml", { owner: null, tags: {} }).folder).toBe("");
});

test("pipelines are of one class whatever the order and repetition of their tags", () => {
  expect(classKey(facts({ domain: ["sales", "finance"], data: ["pii"] }))).toBe(
    classKey(facts({ data: ["pii", "pii"], domain: ["finance", "sales"] })),
  );
});

test("each fact makes another class", () => {
  const base = facts({ domain: ["finance"] });
  const others: AccessFacts[] = [
    { ...base, project: "other" },
    { ...base, environment: "dev" },
    { ...base, folder: "pipelines" },
    { ...base, owner: null },
    { ...base, tags: { domain: ["finance", "pii"] } },
    { ...base, tags: {} },
  ];
  expect(new Set([base, ...others].map(classKey)).size).toBe(others.length + 1);
});

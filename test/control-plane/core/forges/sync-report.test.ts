// What a forge shows of a sync.

import { expect, test } from "vitest";
import { deploymentOf, type Standing, statusOf } from "#core/forges/sync-report.ts";

const commit = "c".repeat(40);
const next = "d".repeat(40);
const standing = (fields: Partial<Standing> = {}): Standing => ({
  ...{ environment: "prod", observed_commit: commit, sync_state: "Synced", sync_reason: null },
  ...{ revision: 5, commit, base: 4, broken: 0 },
  ...fields,
});
const held = { sync_state: "Held", sync_reason: "it removes 12 pipelines", observed_commit: next };

test("the status is of the commit that was looked at", () => {
  expect(statusOf(standing(), "finance")).toMatchObject({
    ...{ commit, context: "trunkline/sync (finance)", state: "success" },
  });
  expect(statusOf(standing({ broken: 2 }), "finance")).toMatchObject({
    ...{ state: "failure", description: "Deployed, but for what is in error: 2 files" },
  });
  expect(statusOf(standing(held), "finance")).toMatchObject({
    ...{ commit: next, state: "pending", description: "Held: it removes 12 pipelines" },
  });
  expect(statusOf(standing({ observed_commit: null }), "finance")).toBeNull();
  expect(statusOf(standing({ sync_state: "Unknown" }), "finance")).toBeNull();
});

test("a deployment that was held goes on as the same one, with its states", () => {
  const before = deploymentOf(standing(held), "finance");
  expect(before).toMatchObject({ commit: next, externalId: "finance/5/dddddddddddd" });
  expect(before?.states.map(({ state }) => state)).toEqual(["queued"]);
  const after = deploymentOf(
    standing({ observed_commit: next, revision: 6, commit: next, base: 5 }),
    "finance",
  );
  expect(after?.externalId).toBe(before?.externalId);
  expect(after?.states.slice(0, 1)).toEqual(before?.states);
  expect(after?.states.map(({ state }) => state)).toEqual(["queued", "in_progress", "success"]);
});

test("the same commit after another is a new deployment, one with errors a failed one", () => {
  const first = deploymentOf(standing(), "finance");
  const again = deploymentOf(standing({ revision: 9, base: 8 }), "finance");
  expect(again?.externalId).not.toBe(first?.externalId);
  expect(deploymentOf(standing({ broken: 1 }), "finance")?.states.at(-1)).toEqual({
    ...{ state: "failure", description: "Deployed, but for what is in error: 1 file" },
  });
});

test.each([
  ["prod", true],
  ["production-eu", true],
  ["test", false],
])("%s is production: %s", (environment, isProduction) => {
  expect(deploymentOf(standing({ environment }), "f")?.isProduction).toBe(isProduction);
});

test("there is none before anything is deployed", () => {
  expect(deploymentOf(standing({ revision: null, commit: null, base: null }), "f")).toBeNull();
});

// Projects by the API: where they stand, what is wrong in them, and syncing them now.

import { expect, test } from "vitest";
import type { Outcome } from "#reconcile";
import { recordSync } from "#store/projects.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("a project shows its branch, what is deployed, what is held and which files are broken", async () => {
  await using api = await apiUnderTest([pipeline("one", [task("a")])]);
  await recordSync(api.pool, {
    id: 1,
    observed: "f".repeat(40),
    state: "Held",
    reason: "it would remove 12 pipelines",
    heldPlan: "abc",
    reached: true,
  });
  await api.pool.query(
    `insert into trunkline.pipeline_source (project_id, path, name, inputs_id, diagnostics, broken)
     values (1, 'pipelines/bad.yaml', null, 0, '[{"code": "yaml-syntax"}]', true)`,
  );
  const { body } = await api.get("/projects");
  expect(body).toEqual({
    items: [
      {
        name: "test",
        environment: "test",
        forge: null,
        repository: "/nowhere",
        branch: "main",
        path: "",
        sync: {
          state: "Held",
          reason: "it would remove 12 pipelines",
          observedCommit: "f".repeat(40),
          heldPlan: "abc",
          checkedAt: expect.stringMatching(/Z$/),
          lagSeconds: expect.any(Number),
          wave: null,
          hold: null,
          since: expect.stringMatching(/Z$/),
        },
        deployed: {
          commit: expect.stringMatching(/^[0-9a-f]{40}$/),
          appliedAt: expect.stringMatching(/Z$/),
        },
        readableBy: [],
        registration: null,
        pipelines: 1,
        broken: 1,
        health: { status: "Degraded", reason: "1 spec file is in error" },
      },
    ],
    next: null,
  });
  expect((await api.get("/projects/test")).body).toEqual({
    ...body.items[0],
    drift: [],
    brokenFiles: [
      {
        path: "pipelines/bad.yaml",
        name: null,
        diagnostics: [{ code: "yaml-syntax", help: null }],
      },
    ],
  });
  expect(await api.get("/projects/tset")).toMatchObject({
    status: 404,
    body: { hint: "known: test" },
  });
});

test("a sync is passed on with the confirmed plan, and answers what it came to", async () => {
  const asked: unknown[] = [];
  const outcomes: Outcome[] = [
    { state: "Synced", commit: "c1", plan: null, diagnostics: [] },
    { state: "Held", commit: "c2", plan: null, reason: "too many deletions", diagnostics: [] },
    { state: "Synced", commit: "c2", plan: null, diagnostics: [] },
    { state: "Unknown", reason: "the repository is away" },
    { state: "Busy" },
  ];
  let next = 0;
  await using api = await apiUnderTest([], {
    projects: {
      names: ["test"],
      sync: async (project, options) => {
        asked.push([project, options.confirm]);
        return outcomes[next++] as Outcome;
      },
    },
  });
  const nothing = { commit: null, reason: null, plan: null, diagnostics: [] };
  const confirm = (hash: string) => api.post("/projects/test/sync", { confirm: hash });
  expect(await confirm("hash")).toMatchObject({
    status: 409,
    body: { detail: "no plan of project test is held, so none can be confirmed" },
  });
  const held = { state: "Held", reason: "too many deletions", heldPlan: "hash" };
  await recordSync(api.pool, { id: 1, observed: "c2", reached: true, ...held });
  expect(await confirm("hsah")).toMatchObject({
    status: 409,
    body: {
      detail:
        "the plan of project test that is held is hash, not hsah; it is held since too many deletions",
    },
  });
  for (const outcome of outcomes) {
    const reply = await api.post("/projects/test/sync", next === 2 ? { confirm: "hash" } : {});
    expect(reply).toMatchObject({ status: 200, body: { ...nothing, ...outcome } });
  }
  expect(asked).toEqual([
    ["test", null],
    ["test", null],
    ["test", "hash"],
    ["test", null],
    ["test", null],
  ]);
  expect((await api.post("/projects/other/sync")).status).toBe(404);
  expect((await api.post("/projects/test/sync", { confrim: "x" })).status).toBe(422);
});

test("a server that does not sync a project says so", async () => {
  await using api = await apiUnderTest([], {
    projects: { names: [], sync: () => Promise.reject(new Error("never asked")) },
  });
  expect(await api.post("/projects/test/sync")).toMatchObject({ status: 409 });
});

test("a project tells where people find its repository, where its forge is configured", async () => {
  const forge = { kind: "gitlab", url: "https://git.example/acme/estate" } as const;
  await using api = await apiUnderTest([pipeline("p", [task("a")])], {
    projects: { names: ["test"], sync: async () => ({ state: "Busy" }), homeOf: () => forge },
  });
  expect((await api.get("/projects/test")).body.forge).toEqual(forge);
  expect((await api.get("/projects")).body.items[0].forge).toEqual(forge);
});

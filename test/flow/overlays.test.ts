// Overlays on real Git and Postgres: deployed where the project's environment is theirs, and nowhere else; kept in step by
// what changes; told by plan, validate, blame and break-glass.

import { afterEach, beforeEach, expect, test } from "vitest";
import { livePipelines } from "#store/pipelines.sql.ts";
import { many, SyncedProject } from "#test/support/synced-project.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const daily = (timeout: string) =>
  `name: daily\ntasks:\n  load: {run: ./load.sh, timeout: ${timeout}, priority: 1}\n`;
const laid = (timeout: string) => `tasks:\n  load: {timeout: ${timeout}}\n`;

let project: SyncedProject;
beforeEach(async () => {
  // Its environment is `test`.
  project = await SyncedProject.make({ "trunkline.yaml": "name: shop\n" });
});
afterEach(() => project[Symbol.asyncDispose]());

async function timeout(name = "daily"): Promise<number> {
  const row = await project.row();
  const [live] = await livePipelines(project.database.pool, {
    ...{ project: row.id, names: [name], files: [] },
  });
  const spec = live?.spec as { usual?: { timeoutMs?: number } };
  return (spec.usual?.timeoutMs ?? 0) / 3_600_000;
}

test("an overlay that comes, changes, breaks and goes changes its pipeline alone", async () => {
  await project.commit({
    "pipelines/daily.yaml": daily("1h"),
    "overlays/prod/daily.yaml": laid("9h"),
    ...many(3),
  });
  expect(await timeout()).toBe(1);
  const added = await project.commit({ "overlays/test/daily.yaml": laid("2h") });
  expect(added).toMatchObject({ plan: { changes: [{ pipeline: "daily" }] } });
  expect(await timeout()).toBe(2);
  await project.commit({ "overlays/test/daily.yaml": laid("3h") });
  expect(await timeout()).toBe(3);
  // The base changes below it, in what it doesn't say.
  await project.commit({
    "pipelines/daily.yaml": daily("5h").replace("priority: 1", "priority: 2"),
  });
  expect(await timeout()).toBe(3);
  const broken = await project.commit({
    "overlays/test/daily.yaml": "tasks: {more: {timeout: 1h}}\n",
  });
  expect(broken).toMatchObject({
    diagnostics: [{ code: "overlay-unknown", file: "overlays/test/daily.yaml" }],
  });
  expect([await timeout(), await project.broken()]).toEqual([3, ["pipelines/daily.yaml"]]);
  await project.commit({ "overlays/test/daily.yaml": null });
  expect(await timeout()).toBe(5);
});

test("a link in place of an overlay deploys nothing without it", async () => {
  await project.commit({
    "pipelines/daily.yaml": daily("1h"),
    "overlays/test/daily.yaml": laid("2h"),
    "elsewhere.yaml": laid("7h"),
  });
  await project.commit({ "overlays/test/daily.yaml": null });
  project.repository.commit({ "overlays/test/daily.yaml": { link: "../../elsewhere.yaml" } });
  project.repository.commit({ "pipelines/daily.yaml": daily("4h") });
  await project.sync();
  expect([await timeout(), await project.broken()]).toEqual([1, ["pipelines/daily.yaml"]]);
});

test("a first sync of many has them too, read on a thread of their own", async () => {
  await project.commit({
    ...many(1_200),
    "pipelines/daily.yaml": daily("1h"),
    "overlays/test/daily.yaml": laid("2h"),
  });
  expect(await timeout()).toBe(2);
});

test("plan shows each environment for which a change is another one; validate reads all", async () => {
  const { repository } = project;
  const here = (...words: string[]) => trunklineHere(words, { cwd: repository.path });
  repository.commit({
    "pipelines/daily.yaml": daily("1h"),
    "overlays/prod/daily.yaml": laid("9h"),
    "overlays/qa/daily.yaml": "tasks: {load: {runsOn: [qa]}}\n",
  });
  repository.write({ "pipelines/daily.yaml": daily("2h") });
  const both = JSON.parse((await here("plan", "--output", "json")).stdout);
  expect(both.changes[0].fields).toMatchObject([{ path: "tasks.load.timeoutMs" }]);
  // In prod the timeout is another's, in qa it changes as it does without overlays.
  expect(Object.keys(both.environments)).toEqual(["prod"]);
  expect(both.environments.prod.changes).toEqual([]);
  const prod = JSON.parse((await here("plan", "--environment", "prod", "--output", "json")).stdout);
  expect([prod.changes, prod.environments]).toEqual([[], undefined]);
  expect((await here("plan")).stdout).toContain("In prod:");
  repository.write({ "overlays/prod/daily.yaml": "tasks: {load: {timeout: soon}}\n" });
  const wrong = await here("validate", "--output", "json");
  expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([
    1,
    { code: "invalid-duration", file: "overlays/prod/daily.yaml", line: 1 },
  ]);
  expect((await here("plan")).code).toBe(1);
});

test("blame names the overlay's commit and file for what it sets", async () => {
  const { repository } = project;
  const base = repository.commit({ "pipelines/daily.yaml": daily("1h") });
  const overlay = repository.commit({ "overlays/prod/daily.yaml": laid("9h") });
  const blame = async (...words: string[]) => {
    const { stdout } = await trunklineHere(
      ["blame", "daily", "--field", "tasks.load.timeoutMs", "--output", "json", ...words],
      { cwd: repository.path },
    );
    const { commit, files } = JSON.parse(stdout);
    return [commit, ...files];
  };
  expect(await blame()).toEqual([base, "pipelines/daily.yaml"]);
  expect(await blame("--environment", "prod")).toEqual([overlay, "overlays/prod/daily.yaml"]);
});

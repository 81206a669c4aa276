import { expect, test } from "vitest";
import type { ChangeEvidence } from "#core/evidence.ts";
import type { Commit } from "#git/source.ts";
import { listPipelines, pipelineHistory } from "#store/pipelines.sql.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";

/** By pipeline: the commit that changed it, its author and the number of its request. */
async function changes(project: SyncedProject) {
  const rows = await listPipelines(project.database.pool, {
    ...{ after: "", afterId: 0, project: null, limit: 100 },
  });
  return Object.fromEntries(
    rows.map((row) => [row.name, [row.changed_in, row.author_name, row.change_number]]),
  );
}

test("of several changes that came in at once each pipeline has the one that touched it", async () => {
  await using project = await SyncedProject.make({
    "pipelines/file.yaml": spec("file"),
    "pipelines/script.yaml": spec("script", "sh ./run.sh"),
    "run.sh": "true\n",
    "templates/load.yaml": "tasks: {b: {run: 'true'}}\n",
    "pipelines/template.yaml": "name: template\ntasks: {a: {uses: ./templates/load.yaml}}\n",
    "pipelines/gone.yaml": spec("gone"),
  });
  const { repository } = project;
  const first = repository.tip();
  await project.sync();
  expect((await changes(project)).file).toEqual([first, "Ada Lovelace", null]);

  const by = (name: string, number: number) => ({
    author: `${name} <${name}@example.com>`,
    message: `Change (#${number})`,
  });
  const script = repository.commit({ "run.sh": "false\n" }, by("Bob", 1));
  repository.branch("topic");
  const inside = repository.commit({ "pipelines/file.yaml": spec("file", "echo") }, by("Eve", 0));
  repository.branch("main");
  const merge = repository.merge("topic", "Merge pull request #2 from eve/topic");
  const gone = repository.commit({ "pipelines/gone.yaml": null }, by("Carol", 3));
  const template = repository.commit(
    { "templates/load.yaml": "tasks: {b: {run: 'false'}}\n" },
    by("Dan", 4),
  );
  repository.commit({ "docs.md": "text" }, by("Frank", 5));
  expect(await project.sync()).toMatchObject({ state: "Synced" });
  expect(await changes(project)).toEqual({
    script: [script, "Bob", "1"],
    file: [merge, "Ada Lovelace", "2"],
    template: [template, "Dan", "4"],
  });
  expect(inside).not.toBe(merge);
  const history = (name: string) =>
    pipelineHistory(project.database.pool, { project: "shop", name, before: 1_000, limit: 1 });
  expect(await history("gone")).toMatchObject([{ commit_oid: gone, author_name: "Carol" }]);
});

test("a forge's word on each of them counts, not the newest's", async () => {
  await using project = await SyncedProject.make({ "pipelines/a.yaml": spec("a") });
  const { repository } = project;
  await project.sync();
  const first = repository.commit({ "pipelines/a.yaml": spec("a", "echo") });
  repository.commit({ "pipelines/b.yaml": spec("b") });
  const at = "2026-01-01T00:00:00Z";
  const of = (number: number, head: string): ChangeEvidence => ({
    ...{ forge: "github", number, url: `https://example.com/${number}`, title: "" },
    ...{ author: "ada", coauthors: [], headCommit: head, mergeCommit: head, mergedBy: null },
    ...{ mergedAt: at, lastPusher: null, readAt: at },
    reviews: [{ user: `grace${number}`, state: "approved", commit: head, at }],
  });
  const changeOf = async ({ oid }: Commit) => of(oid === first ? 7 : 8, oid);
  expect(await project.sync({ changeOf })).toMatchObject({ state: "Synced" });
  const history = async (name: string) =>
    (
      await pipelineHistory(project.database.pool, {
        ...{ project: "shop", name, before: 1_000, limit: 1 },
      })
    )[0];
  expect(await history("a")).toMatchObject({ change_number: "7", approvers: ["grace7"] });
  expect(await history("b")).toMatchObject({ change_number: "8", approvers: ["grace8"] });
});

// What conditions await on a real repository and a real database: no commit takes it away unseen.

import { expect, test } from "vitest";
import { apply } from "#engine/apply.ts";
import type { Outcome } from "#reconcile";
import { deployment, pipeline, task } from "#test/support/deploy.ts";
import { changes, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

const load = "pipelines/load.yaml";
const close = "pipelines/close.yaml";
const awaiting = (condition: string) => spec("close", "true", `awaits: ${condition}\n`);
const found = (outcome: Outcome) =>
  "diagnostics" in outcome
    ? outcome.diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`)
    : [];

test("a pipeline that is awaited is not removed and not renamed before it is awaited no more", async () => {
  await using project = await Project.make({
    [load]: spec("load"),
    [close]: awaiting("{pipeline: load}"),
    "pipelines/other.yaml": spec("other"),
  });
  await project.sync();
  const removed = await project.commit({ [load]: null });
  expect(changes(removed)).toEqual([]);
  expect(found(removed)).toEqual([`${close}:2 unknown-awaited`, `${load}:1 unknown-awaited`]);
  expect(await project.broken()).toEqual([close, load]);
  expect(await project.deployed()).toMatchObject({ load, close });

  // Its file comes back: both are sound again, though one of them was never touched.
  expect(found(await project.commit({ [load]: spec("load") }))).toEqual([]);
  expect(await project.broken()).toEqual([]);

  const renamed = await project.commit({ [load]: spec("lade") });
  expect(changes(renamed)).toEqual([]);
  expect(found(renamed)).toEqual([`${close}:2 unknown-awaited`, `${load}:1 unknown-awaited`]);
  expect(await project.commit({ "README.md": "hello\n" })).toMatchObject({ state: "Synced" });
  expect(await project.deployed()).toMatchObject({ load, close });
  expect(changes(await project.commit({ [close]: awaiting("{pipeline: lade}") }))).toEqual([
    ...["changed close", "added lade", "removed load"],
  ]);
  expect(await project.broken()).toEqual([]);
  expect(changes(await project.commit({ [load]: null, [close]: null }))).toEqual([
    ...["removed close", "removed lade"],
  ]);
});

test("who follows a pipeline to a new name that it does not get stays as it was, with what it awaited before", async () => {
  const [day, first] = ["pipelines/day.yaml", "pipelines/first.yaml"];
  const after = (name: string, awaited: string) =>
    spec(name, "true", `awaits: {pipeline: ${awaited}}\n`);
  await using project = await Project.make({
    ...{ [load]: spec("load"), [first]: spec("first"), [close]: awaiting("{pipeline: load}") },
    [day]: after("day", "first"),
  });
  await project.sync();
  const before = await project.deployed();
  // `close` is forgotten, so `load` stays; `day` stays with it, and therefore `first` as well.
  const outcome = await project.commit({
    ...{ [load]: spec("lade"), [first]: null },
    ...{ [day]: after("day", "lade"), "pipelines/late.yaml": after("late", "lade") },
  });
  expect(changes(outcome)).toEqual([]);
  expect(await project.broken()).toEqual([close, day, first, "pipelines/late.yaml", load].sort());
  expect(await project.deployed()).toEqual(before);
  expect(changes(await project.commit({ [close]: awaiting("{pipeline: lade}") }))).toEqual([
    ...["changed close", "changed day", "removed first", "added lade", "added late"],
    "removed load",
  ]);
  expect(await project.broken()).toEqual([]);
});

test("whoever awaits a task of a pipeline hears of a change that takes it away", async () => {
  await using project = await Project.make({
    [load]: spec("load"),
    [close]: awaiting("{pipeline: load, task: a}"),
  });
  expect(found(await project.sync())).toEqual([]);
  const without = "name: load\ntasks: {b: {run: 'true'}}\n";
  const changed = await project.commit({ [load]: without });
  expect(changes(changed)).toEqual(["changed load"]);
  expect(found(changed)).toEqual([`${close}:2 unknown-awaited`]);
  expect(await project.broken()).toEqual([close]);
  await project.commit({ [load]: spec("load", "echo") });
  expect(await project.broken()).toEqual([]);
});

test("a pipeline that another project awaits is held back until somebody confirms", async () => {
  await using project = await Project.make({ [load]: spec("load"), [close]: spec("close") });
  await project.sync();
  const { pool } = project.database;
  const condition = { kind: "run", project: "shop", pipeline: "load", task: null } as const;
  const after = {
    ...condition,
    state: "succeeded",
    exitCode: null,
    which: { by: "latest" },
  } as const;
  const day = pipeline("day", [task("t")], { after: [{ condition: after, per: "date" }] });
  await apply(pool, await deployment(pool, [day], "finance"));
  // Who may not read it can't hold it back, either.
  expect(changes(await project.commit({ [load]: null }))).toEqual(["removed load"]);
  const readable = { [load]: spec("load"), "trunkline.yaml": "readableBy: [fin*]\n" };
  const granted = await project.commit(readable);
  expect(granted).toMatchObject({ plan: { readableBy: { before: [], after: ["fin*"] } } });
  const held = await project.commit({ [load]: null });
  expect(held).toMatchObject({
    state: "Held",
    reason: "it would remove load, which finance/day awaits",
  });
  const confirm = held.state === "Held" ? held.plan?.hash : "";
  expect(changes(await project.sync({ confirm: confirm ?? "" }))).toEqual(["removed load"]);
  // A file in error takes no right away.
  await project.commit({ "trunkline.yaml": "readableBy: [FIN]\n" });
  expect((await project.row()).readable_by).toEqual(["fin*"]);
  await project.commit({ "trunkline.yaml": null });
  expect((await project.row()).readable_by).toEqual([]);
});

test("what names a pipeline that is not there yet is deployed when it comes", async () => {
  await using project = await Project.make({ [close]: awaiting("{pipeline: load}") });
  expect(changes(await project.sync())).toEqual([]);
  // A broken file counts by its name: what it had deployed stays.
  const broken = await project.commit({ [load]: "name: load\ntusks: {}\n" });
  expect(changes(broken)).toEqual(["added close"]);
  expect(await project.broken()).toEqual([load]);
  expect(changes(await project.commit({ [load]: spec("load") }))).toEqual(["added load"]);
  // Judged by what is on record, since nothing but the one file is read.
  expect(changes(await project.commit({ [close]: awaiting("{pipeline: load, task: x}") }))).toEqual(
    [],
  );
  expect(changes(await project.commit({ [close]: awaiting("{pipeline: load, task: a}") }))).toEqual(
    ["changed close"],
  );
});

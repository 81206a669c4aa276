// What a sync must never do with odd commits, half-read estates and two processes; on real Git and Postgres.

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { GitError } from "#git/source.ts";
import type { Outcome } from "#reconcile";
import { registerProject, takeLease } from "#store/projects.sql.ts";
import { changes, many, SyncedProject, spec } from "#test/support/synced-project.ts";

const found = (outcome: Outcome): string[] =>
  "diagnostics" in outcome
    ? outcome.diagnostics.map(({ file, code, severity }) => `${severity} ${file} ${code}`)
    : [];

const unreachable = new GitError("unreachable", "the host is away");

describe("what a file is changes with the files around it", () => {
  test("a pipeline.yaml that appears takes the folder's files over: their pipelines go", async () => {
    await using project = await SyncedProject.make({
      "pipelines/g/a.yaml": spec("a"),
      ...many(1),
    });
    await project.sync();
    const outcome = await project.commit({ "pipelines/g/pipeline.yaml": spec("g") });
    expect(changes(outcome)).toEqual(["removed a", "added g"]);
    expect(await project.deployed()).toEqual({
      g: "pipelines/g/pipeline.yaml",
      p0: "pipelines/p0.yaml",
    });
    const back = await project.commit({ "pipelines/g/pipeline.yaml": null });
    expect(changes(back)).toEqual(["added a", "removed g"]);
  });

  test("a broken trunkline.yaml removes nothing, wherever the pipelines are", async () => {
    await using project = await SyncedProject.make({
      "trunkline.yaml": "pipelines: jobs\n",
      "jobs/a.yaml": spec("a"),
      "jobs/b.yaml": spec("b"),
    });
    await project.sync();
    const outcome = await project.commit({ "trunkline.yaml": "pipelines: [jobs\n" });
    expect(changes(outcome)).toEqual([]);
    expect(found(outcome)).toContain("error trunkline.yaml yaml-syntax");
    expect(await project.broken()).toEqual(["jobs/a.yaml", "jobs/b.yaml"]);
    await project.commit({ "jobs/b.yaml": null, "jobs/c.yaml": spec("c") });
    expect(Object.keys(await project.deployed())).toEqual(["a", "b"]);
    const fixed = await project.commit({ "trunkline.yaml": "pipelines: jobs\n" });
    expect(changes(fixed)).toEqual(["removed b", "added c"]);
    expect(await project.broken()).toEqual([]);
  });

  test("a trunkline.yaml that is gone where the pipelines were elsewhere is held", async () => {
    await using project = await SyncedProject.make({
      "trunkline.yaml": "pipelines: jobs\n",
      "jobs/a.yaml": spec("a"),
    });
    await project.sync();
    expect(await project.commit({ "trunkline.yaml": null })).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("all 1 pipelines"),
    });
  });
});

describe("a broken file keeps what it had deployed", () => {
  test("also when it moved in the same commit and can't be read at all", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    const outcome = await project.commit({
      "pipelines/p0.yaml": null,
      "pipelines/moved.yaml": "name: p0\ntasks: [\n",
    });
    expect(changes(outcome)).toEqual([]);
    const repaired = await project.commit({ "pipelines/moved.yaml": spec("p0") });
    expect(changes(repaired)).toEqual(["changed p0"]);
  });

  test("a pipeline whose name was kept by a broken file goes with that file", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    await project.commit({
      "pipelines/p0.yaml": null,
      "pipelines/twin.yaml": "name: p0\ntusks: 1\n",
    });
    expect(Object.keys(await project.deployed())).toEqual(["p0", "p1"]);
    expect(changes(await project.commit({ "pipelines/twin.yaml": null }))).toEqual(["removed p0"]);
    expect(await project.broken()).toEqual([]);
  });

  test("whatever other file of its name goes", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    // p0's file now says another name, and is broken; the broken twin claims the old name.
    await project.commit({
      "pipelines/p0.yaml": "name: other\ntusks: 1\n",
      "pipelines/twin.yaml": "name: p0\ntusks: 1\n",
    });
    expect(changes(await project.commit({ "pipelines/twin.yaml": null }))).toEqual([]);
    expect(Object.keys(await project.deployed())).toEqual(["p0", "p1"]);
  });

  test("a file that never was good is remembered with its mistakes, and forgotten with them", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    await project.commit({ "pipelines/new.yaml": "name: new\n" });
    expect(await project.broken()).toEqual(["pipelines/new.yaml"]);
    expect(changes(await project.commit({ "pipelines/new.yaml": null }))).toEqual([]);
    expect(await project.broken()).toEqual([]);
  });

  test.each([
    ["NUL in the name", 'name: "a\\0b"\ntasks: {a: {run: "true"}}\n'],
    ["half a surrogate in the name", 'name: "a\\ud800b"\ntasks: {a: {run: "true"}}\n'],
    ["NUL in a key", 'name: x\n"ta\\0sks": {a: {run: "true"}}\n'],
    ["NUL in a need", 'name: x\ntasks: {a: {run: "true", needs: ["a\\0"]}}\n'],
    ["NUL in a description", 'name: x\ndescription: "a\\0b"\ntasks: {a: {run: "true"}}\n'],
    ["NUL in a value", 'name: x\ntasks: {a: {run: "true", env: {A: "a\\0b"}}}\n'],
    ["half a surrogate in a value", 'name: x\ntasks: {a: {run: "true", env: {A: "\\ud800"}}}\n'],
  ])("%s stops no other pipeline", async (_, text) => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    const outcome = await project.commit({
      "pipelines/odd.yaml": text,
      "pipelines/p1.yaml": spec("p1"),
    });
    expect(outcome.state).toBe("Synced");
    expect(changes(outcome)).toContain("added p1");
    expect((await project.sync()).state).toBe("Synced");
  });
});

describe("what Git keeps and a project may not contain", () => {
  test("a link that is deleted takes its pipeline along", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    project.repository.write({ "pipelines/p0.yaml": null });
    const linked = await project.commit({ "pipelines/p0.yaml": { link: "p1.yaml" } });
    expect(found(linked)).toContain("error pipelines/p0.yaml git-entry-refused");
    await project.commit({ "README.md": "hello\n" });
    expect(Object.keys(await project.deployed())).toEqual(["p0", "p1"]);
    expect(changes(await project.commit({ "pipelines/p0.yaml": null }))).toEqual(["removed p0"]);
    expect(await project.broken()).toEqual([]);
  });

  test("a spec that never was anything but a link is in error until it is one or is gone", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    await project.commit({ "pipelines/new.yaml": { link: "p0.yaml" } });
    expect(await project.broken()).toEqual(["pipelines/new.yaml"]);
    await project.commit({ "README.md": "hello\n" });
    expect(await project.broken()).toEqual(["pipelines/new.yaml"]);
    project.repository.write({ "pipelines/new.yaml": null });
    const outcome = await project.commit({ "pipelines/new.yaml": spec("new") });
    expect(changes(outcome)).toEqual(["added new"]);
    expect(await project.broken()).toEqual([]);
    await project.commit({ "pipelines/other.yaml": { link: "p0.yaml" } });
    await project.commit({ "pipelines/other.yaml": null });
    expect(await project.broken()).toEqual([]);
  });

  test("a link in place of a folder keeps everything below it", async () => {
    await using project = await SyncedProject.make({
      "pipelines/g/a.yaml": spec("a"),
      "pipelines/g/b.yaml": spec("b"),
      ...many(1),
    });
    await project.sync();
    project.repository.write({ "pipelines/g": null });
    expect(changes(await project.commit({ "pipelines/g": { link: "../other" } }))).toEqual([]);
    expect(await project.broken()).toEqual(["pipelines/g/a.yaml", "pipelines/g/b.yaml"]);
    project.repository.write({ "pipelines/g": null });
    const back = await project.commit({ "pipelines/g/a.yaml": spec("a") });
    expect(changes(back)).toEqual(["removed b"]);
    expect(await project.broken()).toEqual([]);
  });

  test.each([
    ["defaults", "pipelines/g/_defaults.yaml"],
    ["a task", "pipelines/g/f/tasks/two.yaml"],
    ["the tasks", "pipelines/g/f/tasks"],
    ["a template", "templates/x.yaml"],
    ["the templates", "templates"],
    ["the project's file", "trunkline.yaml"],
  ])("%s that became a link break what is made of them, and change nothing", async (_, path) => {
    await using project = await SyncedProject.make({
      "pipelines/g/_defaults.yaml": "owner: team\n",
      "pipelines/g/f/pipeline.yaml": "name: f\ntasks: {t: {uses: ./templates/x.yaml}}\n",
      "pipelines/g/f/tasks/one.yaml": "run: echo 1\n",
      "pipelines/g/f/tasks/two.yaml": "run: echo 2\n",
      "templates/x.yaml": "tasks: {inner: {run: echo 1}}\n",
      "trunkline.yaml": "timezone: Europe/Berlin\n",
      ...many(1),
    });
    expect(found(await project.sync())).toEqual([]);
    project.repository.write({ [path]: null });
    expect(changes(await project.commit({ [path]: { link: "elsewhere" } }))).toEqual([]);
    expect(await project.broken()).toContain("pipelines/g/f/pipeline.yaml");
    await project.commit({ "README.md": "hello\n" });
    expect(await project.broken()).toContain("pipelines/g/f/pipeline.yaml");
    // Without the link the files are really gone.
    await project.commit({ [path]: null });
    const restored = project.repository.git(
      "show",
      "--name-only",
      "--format=",
      "HEAD~3",
      "--",
      path,
    );
    project.repository.git("checkout", "HEAD~3", "--", path);
    expect(restored).not.toBe("");
    expect(found(await project.commit({}))).toEqual([]);
    expect(await project.broken()).toEqual([]);
  });

  test("a name that differs from a deployed one only in case takes nothing over", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    // `P0.yaml` comes first in Git's order, so that `p0.yaml` is the one refused.
    const outcome = await project.commit({ "pipelines/P0.yaml": spec("p0", "echo other") });
    expect(changes(outcome)).toEqual([]);
    expect(await project.deployed()).toEqual({ p0: "pipelines/p0.yaml" });
    await project.commit({ "pipelines/P0.yaml": null });
    expect(await project.broken()).toEqual([]);
  });

  test("a submodule in place of a spec keeps its pipeline", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    const { repository } = project;
    const oid = repository.tip();
    repository.git("rm", "-q", "pipelines/p0.yaml");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${oid},pipelines/p0.yaml`);
    repository.git("commit", "-q", "-m", "submodule");
    expect(changes(await project.sync())).toEqual([]);
    expect(await project.broken()).toEqual(["pipelines/p0.yaml"]);
  });

  test("a Git LFS pointer is named for what it is", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12\n`;
    const outcome = await project.commit({ "pipelines/p0.yaml": pointer, "data/x.csv": pointer });
    expect(changes(outcome)).toEqual([]);
    expect(found(outcome).sort()).toEqual([
      "error pipelines/p0.yaml git-lfs-pointer",
      "warning data/x.csv git-lfs-pointer",
    ]);
  });

  test("a damaged tree is Git's fault and not the sync's", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    const { repository } = project;
    const tree = execFileSync(
      "git",
      ["-C", repository.path, "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
      { input: "no tree at all", encoding: "utf8" },
    ).trim();
    const commit = repository.git("commit-tree", tree, "-p", "HEAD", "-m", "odd");
    repository.git("update-ref", "refs/heads/main", commit);
    expect(await project.sync()).toMatchObject({ state: "Unknown" });
    expect(Object.keys(await project.deployed())).toEqual(["p0"]);
  });
});

describe("where the sources are", () => {
  test("a deployed commit that Git has forgotten is held, and can be confirmed", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    const { repository } = project;
    repository.write({ "pipelines/p1.yaml": spec("p1", "echo amended") });
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "-m", "Amended");
    repository.git("reflog", "expire", "--expire=now", "--all");
    repository.git("gc", "--quiet", "--prune=now");
    const held = await project.sync();
    expect(held).toMatchObject({ state: "Held", reason: expect.stringContaining("rewritten") });
    expect(changes(held)).toEqual(["changed p1"]);
    const confirm = held.state === "Held" ? (held.plan?.hash ?? "") : "";
    expect(await project.sync({ confirm })).toMatchObject({ state: "Synced" });
  });

  test("two of many specs with one name are told with their lines, though their texts were let go of", async () => {
    await using project = await SyncedProject.make({
      ...many(1_100),
      "pipelines/again.yaml": `# one more\n${spec("p7")}`,
    });
    const outcome = await project.sync();
    const found = "diagnostics" in outcome ? outcome.diagnostics : [];
    expect(found.map(({ file, line, column }) => [file, line, column]).sort()).toEqual([
      ["pipelines/again.yaml", 2, 7],
      ["pipelines/p7.yaml", 1, 7],
    ]);
  });

  test("a registration that follows rewritten history needs nobody", async () => {
    await using project = await SyncedProject.make(many(2));
    await project.sync();
    const { pool } = project.database;
    await pool.query(`update trunkline.project set rules = '{"sync": {"onRewrite": "follow"}}'`);
    project.repository.git("commit", "--quiet", "--amend", "--message", "another");
    expect(await project.sync()).toMatchObject({ state: "Synced" });
  });

  test("a commit whose verification fails is held whole; what proved another is kept with it", async () => {
    const of = (trust: string) => ({ required: true, trust, commits: [] });
    await using project = await SyncedProject.make(many(1));
    const refused = await project.sync({
      verify: async () => ({ refused: "nobody signed it", evidence: {} }),
    });
    expect(refused).toMatchObject({ state: "Held", reason: "nobody signed it" });
    expect(await project.deployed()).toEqual({});
    const passed = await project.sync({
      recheck: true,
      verify: async ({ head }) => ({ refused: null, evidence: { signatures: of(head.oid) } }),
    });
    expect(passed).toMatchObject({ state: "Synced" });
    const { rows } = await project.database.pool.query("select evidence from trunkline.revision");
    expect(rows).toEqual([{ evidence: { signatures: of(project.repository.tip()) } }]);
  });

  test("a repository that is away leaves everything, and the time it was last reached", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    const { checked_at: before } = await project.row();
    const source = {
      ...(await project.open()),
      remoteTip: () => Promise.reject(unreachable),
    };
    expect(await project.sync({ source })).toMatchObject({ state: "Unknown" });
    expect((await project.row()).checked_at).toEqual(before);
    expect(Object.keys(await project.deployed())).toEqual(["p0"]);
    expect(await project.sync()).toMatchObject({ state: "Synced" });
    expect((await project.row()).checked_at?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
  });

  test("a held project is seen to be looked at", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    expect(await project.commit({ "pipelines/p0.yaml": null })).toMatchObject({ state: "Held" });
    const { checked_at: before } = await project.row();
    expect(await project.sync()).toMatchObject({ state: "Held" });
    expect((await project.row()).checked_at?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
  });

  test("two projects in folders of one repository know nothing of each other", async () => {
    await using project = await SyncedProject.make({
      "dev/pipelines/a.yaml": spec("a"),
      "prd/pipelines/a.yaml": spec("a", "echo prd"),
      "prd/pipelines/b.yaml": spec("b"),
    });
    for (const name of ["dev", "prd"])
      await registerProject(project.database.pool, {
        name,
        environment: name,
        repository: project.repository.path,
        branch: "main",
        path: name,
      });
    expect(changes(await project.sync({ project: "dev" }))).toEqual(["added a"]);
    expect(changes(await project.sync({ project: "prd" }))).toEqual(["added a", "added b"]);
    project.repository.commit({ "prd/pipelines/b.yaml": null });
    expect(changes(await project.sync({ project: "dev" }))).toEqual([]);
    expect(changes(await project.sync({ project: "prd" }))).toEqual(["removed b"]);
    project.repository.write({ dev: null });
    project.repository.commit({});
    expect(await project.sync({ project: "dev" })).toMatchObject({
      state: "Unknown",
      reason: expect.stringContaining("folder dev is missing"),
    });
  });
});

describe("another version, which may read specs otherwise", () => {
  const [older, newer] = ["1.0.0+a", "1.1.0+b"];

  /** As if the version that deployed had refused `p1`. */
  async function refuseP1(project: SyncedProject): Promise<void> {
    const { pool } = project.database;
    await pool.query(
      "update trunkline.pipeline_source set broken = true where path = 'pipelines/p1.yaml'",
    );
    await pool.query(
      "update trunkline.pipeline set removed_at = now(), pipeline_revision_id = null where name = 'p1'",
    );
  }

  test("reads everything again at the same commit: normally nothing changes, and it is recorded", async () => {
    await using project = await SyncedProject.make({
      ...many(3),
      "pipelines/bad.yaml": "name: bad\n",
      "pipelines/g/pipeline.yaml": spec("g"),
    });
    await project.sync({ reader: older });
    const first = await project.row();
    const again = await project.sync({ reader: newer, recheck: true });
    expect(again).toMatchObject({ state: "Synced", plan: { changes: [] } });
    expect(found(again)).toContain("error pipelines/bad.yaml no-tasks");
    const second = await project.row();
    expect(second).toMatchObject({ read_by: newer, commit_oid: first.commit_oid });
    expect(second.revision_id).not.toBe(first.revision_id);
    expect(await project.broken()).toEqual(["pipelines/bad.yaml"]);
    // And only once.
    expect(await project.sync({ reader: newer, recheck: true })).toMatchObject({ plan: null });
    expect((await project.row()).revision_id).toBe(second.revision_id);
  });

  test("deploys what only the version before refused", async () => {
    await using project = await SyncedProject.make(many(3));
    await project.sync({ reader: older });
    await refuseP1(project);
    expect(changes(await project.sync({ reader: older, recheck: true }))).toEqual([]);
    expect(changes(await project.sync({ reader: newer, recheck: true }))).toEqual(["added p1"]);
    expect(await project.broken()).toEqual([]);
  });

  test("a poll leaves a settled tip alone: two versions side by side don't take turns", async () => {
    await using project = await SyncedProject.make(many(3));
    await project.sync({ reader: older });
    await refuseP1(project);
    expect(await project.sync({ reader: newer })).toMatchObject({ state: "Synced", plan: null });
    // The next commit is read by whoever sees it, and all else with it.
    const outcome = await project.commit(
      { "pipelines/p2.yaml": spec("p2", "false") },
      { reader: newer },
    );
    expect(changes(outcome)).toEqual(["added p1", "changed p2"]);
  });

  test("a plan that is held meanwhile is still of the whole estate when it is released", async () => {
    await using project = await SyncedProject.make(many(3));
    await project.sync({ reader: older });
    await refuseP1(project);
    const { repository } = project;
    repository.write({ "pipelines/p0.yaml": spec("p0", "echo amended") });
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "-m", "Amended");
    const held = await project.sync({ reader: newer });
    expect(held).toMatchObject({ state: "Held" });
    expect(changes(held)).toEqual(["changed p0", "added p1"]);
    expect(await project.sync({ reader: newer })).toMatchObject({ state: "Held", plan: null });
    const confirm = held.state === "Held" ? (held.plan?.hash ?? "") : "";
    expect(await project.sync({ reader: newer, confirm })).toMatchObject({ state: "Synced" });
    expect(Object.keys(await project.deployed())).toEqual(["p0", "p1", "p2"]);
  });

  test("a revision from before this was recorded is read again", async () => {
    await using project = await SyncedProject.make(many(1));
    await project.sync();
    expect((await project.row()).read_by).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
    await project.database.pool.query("update trunkline.revision set read_by = null");
    expect(await project.sync({ recheck: true })).toMatchObject({ plan: { changes: [] } });
    expect(await project.sync({ recheck: true })).toMatchObject({ plan: null });
  });
});

describe("two processes", () => {
  test("the lease of one that died runs out", async () => {
    await using project = await SyncedProject.make(many(1));
    const { id } = await project.row();
    await takeLease(project.database.pool, { id, ttlMs: "60000" });
    expect(await project.sync()).toEqual({ state: "Busy" });
    await project.database.pool.query(
      "update trunkline.project set lease_until = clock_timestamp()",
    );
    expect(await project.sync()).toMatchObject({ state: "Synced" });
  });

  test("one that lost its lease on the way writes nothing", async () => {
    await using project = await SyncedProject.make(many(12));
    await project.sync();
    project.repository.commit(
      Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`pipelines/p${n}.yaml`, null])),
    );
    const expire = "update trunkline.project set lease_until = clock_timestamp()";
    const late = await project.sync({
      onStep: async (step) => {
        if (step !== "authorize") return;
        await project.database.pool.query(expire);
        project.repository.git("revert", "--no-edit", "HEAD");
        expect(await project.sync()).toMatchObject({ state: "Synced" });
      },
    });
    // It would have said Held about a tip that is none any more.
    expect(late).toEqual({ state: "Busy" });
    expect((await project.row()).sync_state).toBe("Synced");
  });
});

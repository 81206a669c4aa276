import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { ChangeEvidence } from "#core/evidence.ts";
import type { SyncSpec } from "#schemas/types.ts";
import { hasSshKeygen, KeyRing, signWith, type TestKey } from "#test/support/signing.ts";
import { many, SyncedProject, spec } from "#test/support/synced-project.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());
let ada: TestKey;
let forge: TestKey;
let eve: TestKey;
beforeEach((context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
  ada ??= keys.ssh();
  forge ??= keys.ssh();
  eve ??= keys.ssh();
});

const trusting = (given: Partial<NonNullable<SyncSpec["signatures"]>> = {}) => ({
  allowedSigners: `ada@example.com ${ada.publicKey}\nforge@example.com ${forge.publicKey}`,
  forges: ["forge@example.com"],
  ...given,
});

async function rule(project: SyncedProject, signatures: SyncSpec["signatures"], path = "") {
  await project.database.pool.query("update trunkline.project set rules = $1, path = $2", [
    { sync: { signatures } },
    path,
  ]);
}

const evidence = async (project: SyncedProject) =>
  (
    await project.database.pool.query(
      "select evidence from trunkline.revision order by id desc limit 1",
    )
  ).rows[0].evidence;

const mergedAs = (mergeCommit: string): ChangeEvidence => ({
  ...{ forge: "github", number: 7, url: "https://example.com/7", title: "Change" },
  ...{ author: "ada", coauthors: [], headCommit: "0".repeat(40), mergeCommit },
  ...{ mergedBy: "grace", mergedAt: null, lastPusher: null, reviews: [] },
  readAt: "2026-01-01T00:00:00Z",
});

describe("where signatures are required", () => {
  test("only what allowed keys signed is deployed, and who signed is kept with it", async () => {
    await using project = await SyncedProject.make(null);
    const { repository } = project;
    await rule(project, trusting());
    signWith(repository, ada);
    expect(await project.commit(many(1))).toMatchObject({ state: "Synced" });
    expect(await evidence(project)).toMatchObject({
      signatures: {
        ...{ required: true, trust: expect.stringMatching(/^[0-9a-f]{64}$/) },
        commits: [
          {
            ...{ commit: repository.tip(), state: "good", kind: "ssh" },
            ...{ signer: "ada@example.com", fingerprint: ada.fingerprint, isForge: false },
          },
        ],
      },
    });

    signWith(repository, null);
    const unsigned = await project.commit(many(2));
    expect(unsigned).toMatchObject({
      state: "Held",
      reason: `commit ${repository.tip().slice(0, 12)} is not signed`,
    });
    // Signing what comes after doesn't vouch for it.
    signWith(repository, ada);
    expect(await project.commit(many(3))).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("is not signed"),
    });
    expect(await project.deployed()).toEqual({ p0: "pipelines/p0.yaml" });
  });

  test("a signer whom nobody allowed is named by the key", async () => {
    await using project = await SyncedProject.make(null);
    await rule(project, trusting());
    signWith(project.repository, eve);
    expect(await project.commit(many(1))).toMatchObject({
      state: "Held",
      reason: `commit ${project.repository.tip().slice(0, 12)} is signed by an unknown key (${eve.fingerprint})`,
    });
  });

  test("keys in the repository itself allow nobody", async () => {
    await using project = await SyncedProject.make(null);
    await rule(project, trusting({ allowedSigners: "" }));
    signWith(project.repository, eve);
    const files = {
      ...many(1),
      allowed_signers: `eve@example.com ${eve.publicKey}`,
      "projects/shop.yaml": `name: shop\nsource: {repository: x}\nsync: {signatures: {required: false}}\n`,
    };
    expect(await project.commit(files)).toMatchObject({ state: "Held" });
  });

  test("a forge vouches for merges; what they bring needs its authors' keys", async () => {
    await using project = await SyncedProject.make(null);
    const { repository } = project;
    await rule(project, trusting());
    signWith(repository, ada);
    await project.commit(many(1));

    repository.branch("signed");
    repository.commit({ "pipelines/p1.yaml": spec("p1") });
    repository.branch("main");
    signWith(repository, forge);
    repository.merge("signed", "Merge pull request #1");
    expect(await project.sync()).toMatchObject({ state: "Synced" });
    expect((await evidence(project)).signatures.commits).toMatchObject([
      { signer: "forge@example.com", isForge: true },
      { signer: "ada@example.com", isForge: false },
    ]);

    repository.branch("unsigned");
    signWith(repository, null);
    repository.commit({ "pipelines/p2.yaml": spec("p2") });
    const inside = repository.tip();
    repository.branch("main");
    signWith(repository, forge);
    repository.merge("unsigned", "Merge pull request #2");
    expect(await project.sync()).toMatchObject({
      state: "Held",
      reason: `commit ${inside.slice(0, 12)} is not signed`,
    });
  });

  test("a forge's key on a commit of its page counts only where the forge says that it merged it", async () => {
    await using project = await SyncedProject.make(null);
    const { repository } = project;
    await rule(project, trusting());
    signWith(repository, ada);
    await project.commit(many(1));
    signWith(repository, forge);
    expect(await project.commit(many(2))).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("it was not merged there"),
    });
    const changeOf = async () => mergedAs(repository.tip());
    expect(await project.sync({ recheck: true, changeOf })).toMatchObject({ state: "Synced" });
  });

  test("a person releases exactly the plan, by name, and both are kept", async () => {
    await using project = await SyncedProject.make(null);
    await rule(project, trusting({ allowedSigners: "ada" }));
    const held = await project.commit(many(1));
    expect(held).toMatchObject({
      state: "Held",
      reason: expect.stringMatching(
        /is not signed; of the keys that are trusted line 1 can't be read/,
      ),
    });
    const confirm = held.state === "Held" ? (held.plan?.hash ?? "") : "";
    const other = { confirm: "0".repeat(64), actor: "eve" };
    expect(await project.sync(other)).toMatchObject({ state: "Held" });
    expect(await project.sync({ confirm, actor: "grace" })).toMatchObject({ state: "Synced" });
    expect((await evidence(project)).confirmation).toEqual({
      ...{ by: "grace", plan: confirm, reason: null },
      of: held.state === "Held" && held.reason,
    });
  });

  test("a trust that is put right lets the held revision through by itself", async () => {
    await using project = await SyncedProject.make(null);
    await rule(project, trusting({ allowedSigners: "" }));
    signWith(project.repository, ada);
    expect(await project.commit(many(1))).toMatchObject({ state: "Held" });
    expect(await project.sync()).toMatchObject({ state: "Held", plan: null });
    await rule(project, trusting());
    expect(await project.sync()).toMatchObject({ state: "Synced" });
  });

  test("a key counts by when a commit was first seen, also when it is judged much later", async () => {
    await using project = await SyncedProject.make(null);
    const { pool } = project.database;
    const until = `ada@example.com valid-before="20260601" ${ada.publicKey}`;
    await rule(project, trusting({ allowedSigners: until }));
    signWith(project.repository, ada);
    project.repository.commit(many(1), { at: Date.UTC(2026, 0, 1) / 1000 });
    expect(await project.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("before 2026-06-01T00:00:00Z only"),
    });
    await pool.query("update trunkline.commit_seen set seen_at = '2026-05-31'");
    expect(await project.sync({ recheck: true })).toMatchObject({ state: "Synced" });
  });

  test("of a project in a folder only what touches it is asked for", async () => {
    await using project = await SyncedProject.make(null);
    const { repository } = project;
    await rule(project, trusting(), "prd");
    signWith(repository, ada);
    expect(await project.commit({ "prd/pipelines/a.yaml": spec("a") })).toMatchObject({
      state: "Synced",
    });
    signWith(repository, null);
    repository.commit({ "dev/pipelines/a.yaml": spec("a") });
    signWith(repository, ada);
    expect(await project.commit({ "prd/pipelines/b.yaml": spec("b") })).toMatchObject({
      state: "Synced",
    });
    signWith(repository, null);
    expect(await project.commit({ "prd/pipelines/c.yaml": spec("c") })).toMatchObject({
      state: "Held",
    });
  });
});

test("where they are not required they are judged and kept, and nothing is held", async () => {
  await using project = await SyncedProject.make(null);
  await rule(project, trusting({ required: false }));
  expect(await project.commit(many(1))).toMatchObject({ state: "Synced" });
  expect((await evidence(project)).signatures).toMatchObject({
    required: false,
    commits: [{ state: "unsigned" }],
  });
});

test("without rules nothing is looked at", async () => {
  await using project = await SyncedProject.make(many(1));
  expect(await project.sync()).toMatchObject({ state: "Synced" });
  expect(await evidence(project)).toEqual({});
});

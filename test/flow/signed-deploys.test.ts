// From signed commits on a real Git server to runs' proof: developers' keys, a forge's key on its merges, a signer whom
// nobody allowed, and the way out when the trusted keys themselves are wrong.

import { afterAll, describe, expect, test } from "vitest";
import { openSource } from "#git/open.ts";
import type { GitSource } from "#git/source.ts";
import { type Outcome, reconcile } from "#reconcile";
import type { SyncSpec } from "#schemas/types.ts";
import { registerProject } from "#store/projects.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { TestRepository } from "#test/support/repository.ts";
import { hasGpg, hasSshKeygen, KeyRing, signWith } from "#test/support/signing.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());

async function servedProject(transport: GitSource["transport"]) {
  const stack = new AsyncDisposableStack();
  const repository = stack.use(new TestRepository());
  repository.commit({ "trunkline.yaml": "name: shop\n" });
  const { server, url } = await serveRepository(repository.path);
  stack.use(server);
  const { pool } = stack.use(await testDatabase());
  const { path: cacheDir } = stack.use(temporaryDirectory());
  await registerProject(pool, {
    ...{ name: "shop", environment: "test", repository: url, branch: "main", path: "" },
  });
  const source = await openSource({ repository: url, cacheDir, transport });
  stack.defer(() => source.close());
  return {
    repository,
    trust: (signatures: SyncSpec["signatures"]) =>
      pool.query("update trunkline.project set rules = $1", [{ sync: { signatures } }]),
    sync: (confirm: string | null = null, actor = "test"): Promise<Outcome> =>
      reconcile({ pool, project: "shop", source, actor, confirm }),
    async deployed(): Promise<string[]> {
      const { rows } = await pool.query(
        "select name from trunkline.pipeline where removed_at is null order by name",
      );
      return rows.map(({ name }) => name);
    },
    async evidence() {
      const { rows } = await pool.query(
        "select evidence from trunkline.revision order by id desc limit 1",
      );
      return rows[0].evidence;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.each(["native", "isomorphic"] as const)("by the %s transport", (transport) => {
  test("only what developers signed and the forge merged is deployed", async (context) => {
    if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
    if (!hasGpg) return context.skip("gpg is not installed");
    await using project = await servedProject(transport);
    const { repository } = project;
    const [ada, eve] = [keys.ssh(), keys.ssh()];
    const forge = keys.pgp("Forge <noreply@forge.example>");
    const allowedSigners = `ada@example.com namespaces="git" ${ada.publicKey}\n`;
    const now = Math.ceil(Date.now() / 1000);
    await project.trust({
      ...{ allowedSigners, pgpKeys: forge.publicKey },
      forges: ["noreply@forge.example"],
    });

    signWith(repository, ada);
    repository.commit({ "pipelines/a.yaml": spec("a") }, { at: now });
    expect(await project.sync()).toMatchObject({ state: "Synced" });

    // A pull request: the branch is the developer's, the merge the forge's.
    repository.branch("change");
    repository.commit({ "pipelines/b.yaml": spec("b") });
    repository.branch("main");
    signWith(repository, forge);
    repository.merge("change", "Merge pull request #1 from ada/change");
    expect(await project.sync()).toMatchObject({ state: "Synced" });
    expect((await project.evidence()).signatures.commits).toMatchObject([
      { kind: "pgp", signer: "noreply@forge.example", isForge: true, state: "good" },
      { kind: "ssh", signer: "ada@example.com", isForge: false, state: "good" },
    ]);

    // The forge merges what somebody signed whom nobody allowed.
    repository.branch("strange");
    signWith(repository, eve);
    repository.commit({ "pipelines/c.yaml": spec("c") });
    repository.branch("main");
    signWith(repository, forge);
    repository.merge("strange", "Merge pull request #2 from eve/strange");
    expect(await project.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining(`is signed by an unknown key (${eve.fingerprint})`),
    });
    expect(await project.deployed()).toEqual(["a", "b"]);
    // Nobody else's commit on top of it makes it good.
    signWith(repository, ada);
    repository.commit({ "pipelines/d.yaml": spec("d") });
    expect(await project.sync()).toMatchObject({ state: "Held" });

    repository.forceTo("HEAD~2");
    signWith(repository, null);
    repository.commit({ "pipelines/e.yaml": spec("e") });
    expect(await project.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("is not signed"),
    });
    expect(await project.deployed()).toEqual(["a", "b"]);
  });

  test("trusted keys that are wrong lock nobody out: they are corrected elsewhere, or a person answers", async (context) => {
    if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
    await using project = await servedProject(transport);
    const { repository } = project;
    const ada = keys.ssh();
    await project.trust({ allowedSigners: "ada@example.com cert-authority ssh-ed25519 AAAA" });
    signWith(repository, ada);
    repository.commit({ "pipelines/a.yaml": spec("a") });
    const held = await project.sync();
    expect(held).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("certificates (cert-authority) are not read"),
    });
    const confirm = held.state === "Held" ? (held.plan?.hash ?? null) : null;
    expect(await project.sync(confirm, "grace")).toMatchObject({ state: "Synced" });
    expect((await project.evidence()).confirmation).toMatchObject({ by: "grace", plan: confirm });

    repository.commit({ "pipelines/b.yaml": spec("b") });
    expect(await project.sync()).toMatchObject({ state: "Held" });
    await project.trust({ allowedSigners: `ada@example.com ${ada.publicKey}` });
    expect(await project.sync()).toMatchObject({ state: "Synced" });
    expect(await project.deployed()).toEqual(["a", "b"]);
  });
});

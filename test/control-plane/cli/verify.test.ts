import { readdirSync } from "node:fs";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { createPool } from "#store/connect.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { hasSshKeygen, KeyRing, signWith } from "#test/support/signing.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());

const pipeline = (run: string) => `name: good\ntasks: {first: {run: "${run}"}}\n`;
const files = {
  "trunkline.yaml": "name: shop\n",
  OWNERS: "* @team\n",
  "pipelines/good.yaml": pipeline("true"),
  "pipelines/other.yaml": "name: other\ntasks: {first: {run: 'true'}}\n",
};

let server: ServerUnderTest;
beforeEach(async (context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
  server = await serverUnderTest(files);
  return () => server[Symbol.asyncDispose]();
});

async function sql(text: string, values: unknown[] = []): Promise<void> {
  const pool = createPool(server.connectionString, { max: 1, applicationName: "test" });
  try {
    // As the owner of the database's server can: nobody else takes records away.
    await pool.query("set session_replication_role = replica");
    await pool.query(text, values);
  } finally {
    await pool.end();
  }
}

/** Verdicts by check, and what failed says. */
const verify = (...words: string[]): Promise<Record<string, string>> => verifyRun("1", ...words);

async function verifyRun(run: string, ...words: string[]): Promise<Record<string, string>> {
  const checks = await server.json(["verify", run, ...words]);
  return Object.fromEntries(
    checks.map(({ check, verdict, message }) => [
      check,
      verdict === "failed" ? `failed: ${message}` : verdict,
    ]),
  );
}

/** A signed and approved change, deployed, and a run of it. */
async function provenRun(): Promise<void> {
  const { repository } = server;
  const key = keys.ssh();
  const rules = {
    sync: {
      signatures: { allowedSigners: `ada@example.com ${key.publicKey}` },
      approvals: { from: "trailers", teams: { team: ["grace@example.com"] } },
    },
  };
  await sql("update trunkline.project set rules = $1", [rules]);
  signWith(repository, key);
  const message = "Say it\n\nReviewed-by: Grace <grace@example.com>";
  repository.commit({ "pipelines/good.yaml": pipeline("echo") }, { message });
  await server.trunkline(["sync"]);
  await server.trunkline(["run", "good", "--wait"]);
}

const good = {
  ...{ commit: "passed", branch: "passed", tree: "passed", "stored spec": "passed" },
  ...{ pipeline: "passed", author: "passed", signatures: "passed", approvals: "passed" },
  ...{ audit: "passed", request: "passed" },
};

test("a run is proved by Git, also by a clone that somebody else serves", async () => {
  await provenRun();
  expect(await verify()).toEqual(good);
  const shown = await server.trunkline(["verify", "1"]);
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.stdout).toMatch(/^signatures +passed +1 verified by the trusted keys$/m);
  expect(shown.stdout).toMatch(/^approvals +passed +approved by Grace <grace@example.com>$/m);
  const { server: git, url } = await serveRepository(server.repository.path);
  await using _git = git;
  expect(await verify("--repository", url)).toEqual(good);
});

test.each([
  ["trunkline.pipeline_revision", "spec = replace(spec, 'echo', 'evil')", "stored spec"],
  [
    "trunkline.pipeline_revision",
    "spec = replace(spec, 'echo', 'evil'), content_hash = encode(sha256(replace(spec, 'echo', 'evil')::bytea), 'hex')",
    "pipeline",
  ],
  ["trunkline.revision", "tree_oid = repeat('0', 40)", "tree"],
  ["trunkline.revision", "commit_oid = repeat('0', 40)", "commit"],
  ["trunkline.revision", "author_name = 'Eve'", "author"],
  ["trunkline.revision", "subject = 'Nothing'", "author"],
  ["trunkline.revision", "applied_by = 'eve'", "audit"],
  [
    "trunkline.revision",
    "evidence = jsonb_set(evidence, '{signatures,commits,0,fingerprint}', '\"SHA256:other\"') where evidence ? 'signatures'",
    "signatures",
  ],
  [
    "trunkline.revision",
    "evidence = jsonb_set(evidence, '{approvals,changes,0,approvers}', '[\"eve\"]') where evidence ? 'approvals'",
    "audit",
  ],
  ["trunkline.run", "actor = 'eve'", "request"],
])("a tampered row of %s is found: %s", async (table, change, check) => {
  await provenRun();
  await sql(`update ${table} set ${change}`);
  expect((await verify())[check]).toMatch(/^failed: /);
  expect(await server.trunkline(["verify", "1"])).toMatchObject({ code: 1 });
});

test("records that are gone, and history that was rewritten, are found", async () => {
  await provenRun();
  await sql("delete from trunkline.audit where act = 'apply'");
  server.repository.git("commit", "--quiet", "--amend", "--message", "another");
  expect(await verify()).toMatchObject({
    audit: expect.stringContaining("failed: the audit has no record"),
    branch: expect.stringContaining("its history was rewritten"),
  });
});

test("a break-glass is named and judged by its audit, and leaves other runs and what was signed as they were", async () => {
  await provenRun();
  const breakGlass = (...words: string[]) => server.trunkline(["break-glass", ...words]);
  const run = async (pipeline: string) => {
    await server.trunkline(["run", pipeline, "--wait"]);
    return (await server.json(["runs"]))[0].id as string;
  };
  const why = ["--for", "1h", "--reason", "it is slow", "--actor", "ada"];
  await breakGlass("propose", "good", "--set", "tasks.first.timeout=2h", ...why);
  expect(await breakGlass("approve", "good", "--actor", "grace")).toMatchObject({ code: 0 });
  const [during, beside] = [await run("good"), await run("other")];
  await breakGlass("end", "good");
  const after = await run("good");
  const unasked = { ...good, signatures: "unknown", approvals: "unknown" };
  const verdicts = [];
  for (const one of ["1", during, beside, after]) verdicts.push(await verifyRun(one));
  expect(verdicts).toEqual([good, good, unasked, good]);
  const shown = await server.trunkline(["verify", during]);
  expect(shown.stdout.match(/by break-glass 1 by ada, approved by grace/g)).toHaveLength(2);
  const history = await server.json(["history", "good"]);
  expect(history.map(({ action, signedBy }) => [action, signedBy])).toEqual([
    ["restored", ["ada@example.com"]],
    ["overridden", ["ada@example.com"]],
    ["changed", ["ada@example.com"]],
    ["added", []],
  ]);
  await sql("update trunkline.audit set actor = 'eve' where act = 'break-glass-approve'");
  expect(await verifyRun(during)).toMatchObject({
    audit: expect.stringContaining("on record is that grace agreed to break-glass 1"),
  });
  expect(await verifyRun(after)).toEqual(good);
});

test("a run of a pipeline that has other values in this environment is proved with them", async () => {
  await provenRun();
  const message = "Less time\n\nReviewed-by: Grace <grace@example.com>";
  server.repository.commit({ "overlays/test/good.yaml": "defaults: {timeout: 5m}\n" }, { message });
  await server.trunkline(["sync"]);
  await server.trunkline(["run", "good", "--wait"]);
  expect(await verifyRun("2")).toEqual(good);
});

test("where nothing was asked for there is nothing to prove of it, and that is said", async () => {
  await server.trunkline(["run", "good", "--wait"]);
  expect(await verify()).toEqual({ ...good, signatures: "unknown", approvals: "unknown" });
});

test("a run that isn't there, and a repository that isn't", async () => {
  expect(await server.trunkline(["verify", "9"])).toMatchObject({ code: 1 });
  await server.trunkline(["run", "good", "--wait"]);
  await using folder = temporaryDirectory();
  vi.stubEnv("TMPDIR", folder.path);
  const gone = await server.trunkline(["verify", "1", "--repository", "/does/not/exist"]);
  vi.unstubAllEnvs();
  expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining("does not exist") });
  // Nothing of it stays on the machine.
  expect(readdirSync(folder.path)).toEqual([]);
});

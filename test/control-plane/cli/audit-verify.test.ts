// The audit of a server, and of a pack without one: verified as it is, and whatever is altered is named.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { hasSshKeygen, KeyRing, signWith } from "#test/support/signing.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());

const pipeline = (run: string) => `name: good\ntasks: {first: {run: "${run}"}}\n`;

let server: ServerUnderTest;
beforeEach(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    OWNERS: "* @team\n",
    "pipelines/good.yaml": pipeline("true"),
  });
  return () => server[Symbol.asyncDispose]();
});

/** As the owner of the database's server can. */
async function sql(text: string, values: unknown[] = []): Promise<void> {
  const pool = createPool(server.connectionString, { max: 1, applicationName: "test" });
  try {
    await pool.query("set session_replication_role = replica");
    await pool.query(text, values);
  } finally {
    await pool.end();
  }
}

const allSealed = () =>
  eventually("all is sealed", async () => {
    const [head] = await server.json(["audit", "head"]);
    return head.unsealed === 0 && head.head !== null;
  });

const faults = async (...words: string[]): Promise<string[]> =>
  (await server.json(["audit", "verify", ...words])).map(
    ({ fault, record, seal }) => `${fault} ${record ?? ""}@${seal ?? ""}`,
  );

test("what a server has is verified, and what somebody altered in the database is named", async () => {
  await server.trunkline(["pause", "good", "--reason", "night", "--actor", "ada"]);
  await allSealed();
  const fine = await server.trunkline(["audit", "verify"]);
  expect(fine).toMatchObject({ code: 0, stdout: "" });
  const head = /Head: (\S+)/.exec(fine.stderr)?.[1] as string;
  expect((await server.trunkline(["audit", "head"])).stdout.trim()).toBe(head);
  await server.trunkline(["resume", "good"]);
  await allSealed();
  expect(await server.trunkline(["audit", "verify", "--head", head])).toMatchObject({ code: 0 });

  const [pause] = await server.json(["audit", "--act", "pause"]);
  await sql("update trunkline.audit set actor = 'eve' where id = $1", [pause.id]);
  expect(await faults()).toEqual([expect.stringMatching(`^changed ${pause.id}@\\d+$`)]);
  await sql("delete from trunkline.audit where act = 'resume'");
  await sql(
    "insert into trunkline.audit (id, at, actor, act, subject, hash) overriding system value values (1000, now() - interval '1 day', 'eve', 'approve', '1', '')",
  );
  const found = (await faults()).map((one) => one.split(" ")[0]);
  expect(found).toEqual(["changed", "removed", "unsealed"]);
  expect(await server.trunkline(["audit", "verify"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("The audit is not what it was: 3 faults."),
  });
  // The head that was kept tells more than the chain alone, once that is made anew.
  await sql("update trunkline.audit_seal set head = sha256('x'), previous = previous");
  expect(await faults("--head", head)).toContain(`other head @${head.split(":")[0]}`);
  expect(await server.trunkline(["audit", "verify", "--head", "1:x"])).toMatchObject({ code: 2 });
});

test("a pack is verified without a server, with what deployments rest on in Git", async (context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
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
  const commit = repository.commit({ "pipelines/good.yaml": pipeline("echo") }, { message });
  await server.trunkline(["sync"]);
  await allSealed();
  await using folder = temporaryDirectory();
  const file = path.join(folder.path, "all.ndjson");
  const written = await server.trunkline(["audit", "export", file]);
  expect(written).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Wrote \d+ records in/),
  });
  expect(await server.trunkline(["audit", "export", file])).toMatchObject({ code: 3 });
  const alone = (name: string) => trunklineHere(["audit", "verify", name], { env: {} });
  const fine = await alone(file);
  expect(fine.stderr).toMatch(/what 2 deployments rest on, are as they were sealed/);
  expect(fine).toMatchObject({ code: 0, stdout: "" });

  const lines = readFileSync(file, "utf8").split("\n");
  const altered = async (change: (line: string) => string | null): Promise<string> => {
    const name = path.join(folder.path, "altered.ndjson");
    writeFileSync(name, lines.flatMap((line) => change(line) ?? []).join("\n"));
    const { code, stdout, stderr } = await alone(name);
    expect(code, stderr).toBe(1);
    return stdout + stderr;
  };
  const ofType = (type: string, change: (line: string) => string | null) => (line: string) =>
    line.startsWith(`{"type":"${type}"`) ? change(line) : line;
  expect(
    await altered(ofType("record", (line) => line.replace('"act":"apply"', '"act":"applx"'))),
  ).toContain("changed");
  expect(await altered(ofType("end", () => null))).toContain("breaks off");
  expect(await altered(ofType("revision", (line) => line.replace("grace", "eve")))).toContain(
    "the evidence is not the one that the record names",
  );
  expect(
    await altered(
      ofType("revision", (line) => line.replace(/"tree":"\w+"/, `"tree":"${"0".repeat(40)}"`)),
    ),
  ).toContain("on record is tree 000000000000");
  const other = Buffer.from("tree 0\n\nx").toString("base64");
  expect(
    await altered(
      ofType("commit", (line) =>
        line.includes(commit) ? line.replace(/"content":"[^"]*"/, `"content":"${other}"`) : line,
      ),
    ),
  ).toContain(`what the pack has as commit ${commit.slice(0, 12)}`);
  expect(await altered(ofType("record", () => "{"))).toContain("is no line of a pack");
});

test("the tree of a project in a folder of its repository is proved too", async () => {
  await using own = await serverUnderTest(
    { "eu/shop/trunkline.yaml": "name: shop\n", "eu/shop/pipelines/good.yaml": pipeline("true") },
    { folder: "eu/shop" },
  );
  await eventually("all is sealed", async () => {
    const [head] = await own.json(["audit", "head"]);
    return head.unsealed === 0 && head.head !== null;
  });
  await using folder = temporaryDirectory();
  const file = path.join(folder.path, "all.ndjson");
  expect(await own.trunkline(["audit", "export", file])).toMatchObject({ code: 0 });
  const verified = () => trunklineHere(["audit", "verify", file], { env: {} });
  const fine = await verified();
  expect(fine).toMatchObject({ code: 0, stdout: "" });
  expect(fine.stderr).not.toContain("not in the pack");
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.filter((line) => line.includes('"type":"tree"'))).toHaveLength(2);
  writeFileSync(
    file,
    lines
      .map((line) => line.replace(/("type":"revision".*"tree":)"\w+"/, `$1"${"0".repeat(40)}"`))
      .join("\n"),
  );
  const altered = await verified();
  expect(altered.code).toBe(1);
  expect(altered.stdout + altered.stderr).toContain("on record is tree 000000000000");
});

test("a part of the time is a pack that says where it begins", async () => {
  await allSealed();
  const to = new Date().toISOString();
  for (const command of ["pause", "resume"]) {
    await server.trunkline([command, "good"]);
    await allSealed();
  }
  await using folder = temporaryDirectory();
  const file = path.join(folder.path, "part.ndjson");
  await server.trunkline(["audit", "export", file, "--from", to]);
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({
    from: to,
    to: null,
    start: { head: expect.any(String) },
    complete: true,
  });
  expect(lines.flatMap(({ type, act }) => (type === "record" ? act : []))).toEqual([
    "pause",
    "resume",
  ]);
  expect(await trunklineHere(["audit", "verify", file], { env: {} })).toMatchObject({ code: 0 });
});

test("every head of a file is compared, so that a chain that was cut off at its end is noticed", async () => {
  await using directory = temporaryDirectory();
  const file = path.join(directory.path, "heads");
  const heads: string[] = [];
  for (const act of ["pause", "resume"]) {
    await server.trunkline([act, "good"]);
    await allSealed();
    heads.push((await server.trunkline(["audit", "head"])).stdout.trim());
  }
  writeFileSync(file, `2026-11-26T00:00:01Z ${heads[0]}\n2026-11-27T00:00:01Z ${heads[1]}\n`);
  const verify = (...words: string[]) => server.trunkline(["audit", "verify", ...words]);
  expect(await verify("--head", file, "--all")).toMatchObject({ code: 0, stdout: "" });
  expect(await verify("--head", file)).toMatchObject({ code: 0 });
  const number = Number(heads[1]?.split(":")[0]);
  await sql("delete from trunkline.audit_seal where number >= $1", [number]);
  for (const more of [[], ["--all"]]) {
    const cut = await verify("--head", file, ...more);
    expect(cut).toMatchObject({ code: 1 });
    expect(cut.stdout).toContain(`seal ${number} was kept elsewhere; the chain ends with seal`);
  }
  writeFileSync(file, "nothing of the kind\n");
  expect(await verify("--head", file)).toMatchObject({ code: 2 });
  expect(await verify("--head", path.join(directory.path, "missing"))).toMatchObject({ code: 2 });
  writeFileSync(file, `${heads[0]}\n${heads[0]?.slice(0, -1)}${heads[0]?.endsWith("0") ? 1 : 0}\n`);
  expect((await verify("--head", file)).stderr).toContain("they differ");
});

// The report of a business date, signed by a key of the one who had it made, and verified by whoever gets it.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { sealAudit } from "#store/audit.sql.ts";
import { createPool } from "#store/connect.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { hasSshKeygen, KeyRing } from "#test/support/signing.ts";

const keys = new KeyRing();
let server: ServerUnderTest;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "migration/waves/gl.yaml": "stage: observe\nmembers: {pipelines: [close]}\n",
    "pipelines/close.yaml":
      'name: close\nlegacy: {system: autosys, job: GL_CLOSE}\ntriggers: [{schedule: "0 22 * * *"}]\ntasks: {go: {run: "true"}}\n',
  });
  pool = createPool(server.connectionString);
  const { pipeline: readPipeline } = createDefinitions(pool);
  await expectStarts({ pool, readPipeline, now: new Date() });
});
afterAll(async () => {
  await pool.end();
  keys[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test("a report is signed and verified; without the signature, by another key or altered it is not", async (context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
  const key = keys.ssh();
  const out = path.join(keys.path, "parity");
  const words = ["parity", "report", "--date", "2026-11-20", "--out", out];
  const [made] = await server.json([...words, "--sign", key.file]);
  expect(made).toMatchObject({ signedBy: key.fingerprint });
  await sealAudit(pool, { limit: 1_000 });
  const folder = path.join(out, "2026-11-20");
  const verify = async (...more: string[]) => {
    const { code, stdout, stderr } = await server.trunkline(["parity", "verify", folder, ...more]);
    return [code, stdout + stderr];
  };
  const signers = path.join(keys.path, "signers");
  const allow = (line: string) => writeFileSync(signers, `${line}\n`);

  allow(`ada@example.com namespaces="trunkline-parity" ${key.publicKey}`);
  const good = await verify("--signers", signers);
  expect(good).toEqual([0, expect.stringContaining("It is signed by ada@example.com (SHA256:")]);
  expect(good[1]).toContain("2 files are as");
  expect(await verify()).toEqual([0, expect.stringContaining("--signers says whose key that is")]);
  allow(`ada@example.com ${keys.ssh().publicKey}`);
  expect(await verify("--signers", signers)).toEqual([
    1,
    expect.stringContaining(`${key.fingerprint} is in no line of`),
  ]);
  allow("ada@example.com");
  expect(await verify("--signers", signers)).toEqual([3, expect.stringContaining("signers:1: ")]);

  allow(`ada@example.com ${key.publicKey}`);
  const sums = path.join(folder, "SHA256SUMS");
  const text = readFileSync(sums, "utf8");
  writeFileSync(sums, text.replace(/^[0-9a-f]{8}/, "00000000"));
  expect(await verify("--signers", signers)).toEqual([
    1,
    expect.stringContaining("SHA256SUMS.sig: it is not of SHA256SUMS"),
  ]);
  await server.json(words);
  expect(await verify("--signers", signers)).toEqual([
    1,
    expect.stringContaining("SHA256SUMS.sig is missing"),
  ]);
});

test("a key that can't sign is told before anything is written", async () => {
  const file = path.join(keys.path, "no-key");
  writeFileSync(file, "hunter2");
  const { code, stderr } = await server.trunkline(["parity", "report", "--sign", file]);
  expect(code).toBe(3);
  expect(stderr).toContain("it is no private key as ssh-keygen writes it");
  expect(stderr).not.toContain("hunter2");
});

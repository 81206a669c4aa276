// Servers that others could reach: which start, which refuse and why, and that TLS is served by what they are given.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type AccessSettings, startServer } from "#server";
import { hasOpenssl, makeCertificates } from "#test/support/certificates.ts";
import { testDatabase } from "#test/support/database.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const plain: AccessSettings = {
  ...{ tls: null, plainHttp: false, trustProxy: [], publicUrl: null, login: null },
};

test("on a public address a server starts only with TLS or a word for the lack of it, and with somebody who could prove who they are", async (context) => {
  if (!hasOpenssl) return context.skip("openssl is not there to make certificates");
  await using folder = temporaryDirectory();
  await using database = await testDatabase();
  const { connectionString, pool } = database;
  const start = async (access: AccessSettings): Promise<string> => {
    const server = await startServer({
      ...{ connectionString, access, host: "0.0.0.0", ports: [0], token: "t".repeat(43) },
      ...{ cacheDir: folder.path, projects: [], pollMs: 3_600_000, env: {}, onMessage: () => {} },
    });
    await server.stop();
    return server.url;
  };
  const { host } = makeCertificates(folder.path, "IP:127.0.0.1");
  const tls = { cert: path.join(folder.path, "a.pem"), key: path.join(folder.path, "b.pem") };
  writeFileSync(tls.cert, host.cert);
  writeFileSync(tls.key, host.key);
  await expect(start(plain)).rejects.toThrow("in clear");
  await expect(start({ ...plain, tls })).rejects.toThrow("prove who they are");
  await expect(start({ ...plain, plainHttp: true })).rejects.toThrow("prove who they are");
  await expect(start({ ...plain, tls: { ...tls, key: tls.cert } })).rejects.toThrow(
    "do not fit together",
  );
  await pool.query("insert into trunkline.robot (name, created_by) values ('r', 'ada')");
  await pool.query(
    "insert into trunkline.api_token (id, robot, digest, created_by, created_at, expires_at) values ('000000000000', 'r', '', 'ada', now() - interval '2 h', now() - interval '1 h')",
  );
  // An expired one proves nobody.
  await expect(start({ ...plain, tls })).rejects.toThrow("prove who they are");
  await pool.query("update trunkline.api_token set expires_at = now() + interval '1 h'");
  expect(await start({ ...plain, tls })).toMatch(/^https:/);
  expect(await start({ ...plain, plainHttp: true })).toMatch(/^http:/);
  await pool.query("delete from trunkline.api_token");
  const provider = {} as NonNullable<AccessSettings["login"]>;
  const publicUrl = "https://trunkline.example";
  expect(await start({ ...plain, tls, publicUrl, login: provider })).toBe(publicUrl);
});

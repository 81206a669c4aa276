// A whole Trunkline that serves by TLS: commands reach it with the state folder's token, and SIGHUP has it take a renewed
// certificate while it runs.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { hasOpenssl, makeCertificates } from "#test/support/certificates.ts";
import { testDatabase } from "#test/support/database.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline } from "#test/support/trunkline.ts";
import { running } from "#test/support/up.ts";

test("commands trust the certificate's authority and no other; a renewed certificate is taken on SIGHUP", async (context) => {
  if (!hasOpenssl) return context.skip("openssl is not there to make certificates");
  await using folder = temporaryDirectory();
  await using database = await testDatabase();
  using repository = new TestRepository();
  repository.commit({ "trunkline.yaml": "name: shop\n" });
  const at = (name: string) => path.join(folder.path, name);
  const { host, authority } = makeCertificates(folder.path, "IP:127.0.0.1");
  writeFileSync(at("tls.crt"), host.cert);
  writeFileSync(at("tls.key"), host.key);
  const env = { DATABASE_URL: database.connectionString, TRUNKLINE_STATE: at("state") };
  const tls = ["--tls-cert", at("tls.crt"), "--tls-key", at("tls.key")];
  await using server = running(["server", repository.path, "--port", "0", ...tls], { env });
  await server.said("Serving shop at https://127.0.0.1:", 60_000);
  const trusting = { ...env, NODE_EXTRA_CA_CERTS: authority };
  expect(await trunkline(["pipelines"], { env: trusting })).toMatchObject({ code: 0 });
  expect(await trunkline(["pipelines"], { env })).toMatchObject({ code: 3 });
  const renewed = makeCertificates(folder.path, "IP:127.0.0.1").host;
  writeFileSync(at("tls.crt"), renewed.cert);
  writeFileSync(at("tls.key"), renewed.key);
  server.child.kill("SIGHUP");
  await server.said("is in use from now on");
  expect((await server.stop()).code).toBe(0);
});

// A client certificate, against a real server that lets nobody in without one.

import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { beforeEach, expect, test } from "vitest";
import { clientCertificate } from "#executors/connector/auth/mtls.ts";
import { createConnectorExecutor } from "#executors/connector.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { hasOpenssl, makeCertificates } from "#test/support/certificates.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { connectorAction, jobsConnector } from "../../connector-under-test.ts";
import { attempt } from "../../executor.contract.ts";

const names = { certificate: "cert", key: "key" };

async function strictServer() {
  await using directory = temporaryDirectory();
  const { authority, host } = makeCertificates(directory.path, "IP:127.0.0.1");
  const ca = readFileSync(authority, "utf8");
  const seen: string[] = [];
  const server = createServer(
    { ...host, ca, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const socket = request.socket as import("node:tls").TLSSocket;
      seen.push(String(socket.getPeerCertificate().subject?.CN));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(request.method === "POST" ? { id: 1 } : { state: "well" }));
    },
  );
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...{
      seen,
      ca,
      host,
      url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

beforeEach((context) => {
  if (!hasOpenssl) context.skip("there is no openssl to make certificates");
});

const init = { method: "GET", headers: {}, body: null };

test("a host that asks for a certificate gets it, by connections of their own whose addresses are judged", async () => {
  await using it = await strictServer();
  const plain = guardedFetch(() => null, undefined, null, it.ca);
  const own = plain.certified(clientCertificate(names, { cert: it.host.cert, key: it.host.key }));
  const closed = guardedFetch(() => "closed", undefined, null, it.ca).certified({ ...it.host });
  try {
    const signal = AbortSignal.timeout(10_000);
    expect(await (await own.fetch(it.url, { ...init, signal })).text()).toContain("well");
    expect(own.isCertified).toBe(true);
    await expect(plain.fetch(it.url, { ...init, signal })).rejects.toThrow();
    await expect(closed.fetch(it.url, { ...init, signal })).rejects.toThrow("is closed");
    expect(it.seen).toEqual([new X509Certificate(it.host.cert).subject.replace("CN=", "")]);
  } finally {
    await Promise.all([plain, own, closed].map((one) => one.close()));
  }
});

test("what is no pair, or has ended, is refused without a word of it", async () => {
  await using one = temporaryDirectory();
  await using two = temporaryDirectory();
  const { host } = makeCertificates(one.path, "IP:127.0.0.1");
  const other = makeCertificates(two.path, "IP:127.0.0.1").host;
  const wrong = [
    { cert: host.cert, key: other.key },
    { cert: "no", key: host.key },
    { cert: host.cert, key: "secret" },
  ];
  for (const secrets of wrong)
    expect(() => clientCertificate(names, secrets)).toThrow(
      'The secrets for "cert" and "key" are no certificate with its private key, both as PEM text and not encrypted.',
    );
});

test("a task runs by it; without it the system hangs up", async () => {
  await using it = await strictServer();
  const web = guardedFetch(() => null, undefined, null, it.ca);
  const executor = createConnectorExecutor({ web });
  const yaml = (auth: string) =>
    jobsConnector(it.url.origin, auth).replace(
      "token: {description: A token., optional: true}",
      "cert: {description: A certificate.}, key: {description: Its key.}",
    );
  const fields = { inputs: { job: "any" }, secrets: { cert: "cert", key: "key" } };
  const secrets = { ...it.host };
  try {
    const action = connectorAction(yaml("auth: {mtls: {certificate: cert, key: key}}"), fields);
    const one = attempt(executor, action, { secrets });
    expect(await one.result).toMatchObject({ exitCode: 0, message: null });
    const without = attempt(executor, connectorAction(yaml(""), fields), { secrets });
    const result = await without.result;
    expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
    expect(result.message).toContain("needs attention");
    for (const line of it.host.key.split("\n").slice(1, -2))
      expect(JSON.stringify(result) + one.output() + without.output()).not.toContain(line);
  } finally {
    await executor.close();
  }
});

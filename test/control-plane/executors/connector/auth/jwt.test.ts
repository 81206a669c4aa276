// Tokens that are signed here, against servers that verify them as the real ones do.

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { answer } from "#test/support/web-server.ts";
import { connectorAction, connectorUnderTest, jobsConnector } from "../../connector-under-test.ts";
import { attempt } from "../../executor.contract.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key: KeyObject, type: "pkcs8" | "pkcs1" | "sec1" = "pkcs8") =>
  key.export({ type: type as "pkcs8", format: "pem" }) as string;

const withJwt = (url: string, jwt: string) =>
  connectorAction(
    jobsConnector(url, `auth: {jwt: {${jwt}}}`).replace(
      "token: {description: A token., optional: true}",
      "key: {description: A key.}",
    ),
    { inputs: { job: "any" }, secrets: { key: "key" }, connection: { team: "T1" } },
  );

const bearer = (headers: Record<string, unknown>) =>
  /^Bearer (.+)$/.exec(String(headers.authorization))?.[1] ?? "";

/** A job that is over as soon as somebody asks; `check` refuses with a status. */
async function jobsFor(check: (headers: Record<string, unknown>) => Promise<number>, aheadMs = 0) {
  return await connectorUnderTest(
    async ({ method, headers }, response) => {
      const date = { date: new Date(Date.now() + aheadMs).toUTCString() };
      const status = await check(headers);
      if (status !== 200) return answer(response, status, {}, date);
      answer(response, 200, method === "POST" ? { id: 1 } : { state: "well" }, date);
    },
    { limits: { everyMs: 20, upToMs: 20, unknownMs: 100 } },
  );
}

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");

test.each([
  ["RS256", rsa, pem(rsa.privateKey)],
  ["RS256", rsa, pem(rsa.privateKey, "pkcs1")],
  ["RS512", rsa, pem(rsa.privateKey)],
  ["ES256", ec, pem(ec.privateKey, "sec1")],
  ["EdDSA", ed, pem(ed.privateKey)],
])("%s, with headers that go along", async (algorithm, pair, key) => {
  const seen: unknown[] = [];
  await using it = await jobsFor(async (headers) => {
    const { payload, protectedHeader } = await jwtVerify(bearer(headers), pair.publicKey);
    seen.push({ ...payload, ...protectedHeader, with: headers["x-kind"] });
    return 200;
  });
  const action = withJwt(
    it.server.url,
    `key: key, algorithm: ${algorithm}, headers: {kid: k1}, lifetime: 5m, headersWith: {X-Kind: KEYPAIR_JWT},
     claims: {iss: "\${{ connection.team }}.SHA256:\${{ jwt.fingerprint }}", sub: me}`,
  );
  expect(await attempt(it.executor, action, { secrets: { key } }).result).toMatchObject({
    exitCode: 0,
  });
  expect(seen[0]).toMatchObject({
    alg: algorithm,
    typ: "JWT",
    kid: "k1",
    sub: "me",
    with: "KEYPAIR_JWT",
  });
  const { iss, iat, exp } = seen[0] as { iss: string; iat: number; exp: number };
  expect(iss).toMatch(/^T1\.SHA256:[A-Za-z0-9+/]{43}=$/);
  expect(exp - iat).toBe(300);
  // One token for all requests.
  expect(new Set(it.server.asked.map(({ headers }) => headers.authorization)).size).toBe(1);
});

describe("exchanged for an access token", () => {
  const account = JSON.stringify({
    ...{ type: "service_account", client_email: "job@p1.example", project_id: "p1" },
    ...{ private_key_id: "id-9", private_key: pem(rsa.privateKey) },
  });
  const claims = (url: string) =>
    `key: key, claims: {iss: "\${{ jwt.client_email }}", aud: "${url}/token", scope: all}, exchange: {tokenUrl: "${url}/token"}`;

  /** `aheadMs`: its clock; access tokens hold for `uses` requests. */
  async function google({ aheadMs = 0, uses = 100 } = {}) {
    let tokens = 0;
    let used = 0;
    let polls = 0;
    const assertions: string[] = [];
    const it = await connectorUnderTest(
      async ({ method, path, headers, body }, response) => {
        const now = new Date(Date.now() + aheadMs);
        const date = { date: now.toUTCString() };
        if (path === "/token") {
          const form = new URLSearchParams(body);
          const assertion = form.get("assertion") ?? "";
          assertions.push(assertion);
          const verified = await jwtVerify(assertion, rsa.publicKey, {
            ...{ currentDate: now, issuer: "job@p1.example", audience: `${it.server.url}/token` },
            ...{ maxTokenAge: 3_600, clockTolerance: 60 },
          }).catch(() => null);
          const isGood = form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer";
          if (verified === null || !isGood)
            return answer(response, 400, { error: "invalid_grant" }, date);
          used = 0;
          const token = `access-${++tokens}`;
          return answer(response, 200, { access_token: token, expires_in: 3_600 }, date);
        }
        if (bearer(headers) !== `access-${tokens}` || ++used > uses)
          return answer(response, 401, {}, date);
        if (method === "POST") return answer(response, 200, { id: 1 }, date);
        answer(response, 200, { state: ++polls < 3 ? "running" : "well" }, date);
      },
      { limits: { everyMs: 20, upToMs: 20, unknownMs: 200 } },
    );
    return {
      ...it,
      assertions,
      tokens: () => tokens,
      [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
    };
  }

  test("a Google service account's key is taken as it is", async () => {
    await using it = await google();
    const action = withJwt(it.server.url, claims(it.server.url));
    expect(await attempt(it.executor, action, { secrets: { key: account } }).result).toMatchObject({
      exitCode: 0,
    });
    expect(it.tokens()).toBe(1);
    expect(decodeProtectedHeader(it.assertions[0] ?? "")).toMatchObject({
      kid: "id-9",
      alg: "RS256",
    });
  });

  test("a token that ends in mid-run is renewed once", async () => {
    await using it = await google({ uses: 2 });
    const action = withJwt(it.server.url, claims(it.server.url));
    expect(await attempt(it.executor, action, { secrets: { key: account } }).result).toMatchObject({
      exitCode: 0,
    });
    expect(it.tokens()).toBe(2);
  });

  test("a clock that differs by hours is followed", async () => {
    await using it = await google({ aheadMs: -7_200_000 });
    const action = withJwt(it.server.url, claims(it.server.url));
    expect(await attempt(it.executor, action, { secrets: { key: account } }).result).toMatchObject({
      exitCode: 0,
    });
    expect(it.assertions).toHaveLength(2);
  });

  test("a key that the system doesn't accept fails the task, and shows nothing of it", async () => {
    await using it = await google();
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = account.replace(
      JSON.stringify(pem(rsa.privateKey)),
      JSON.stringify(pem(other.privateKey)),
    );
    const action = withJwt(it.server.url, claims(it.server.url));
    const one = attempt(it.executor, action, { secrets: { key } });
    const result = await one.result;
    expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
    expect(result.message).toContain("answered 400: the credentials of jobs-prd may have expired");
    expect(it.assertions).toHaveLength(1);
    const said = JSON.stringify(result) + one.output();
    for (const secret of [
      it.assertions[0] ?? "",
      ...pem(other.privateKey).split("\n").slice(1, -2),
    ])
      expect(said).not.toContain(secret);
  });
});

test("a token that is refused in mid-run is signed anew, once for each question", async () => {
  const seen = new Set<string>();
  let asked = 0;
  await using it = await jobsFor(async (headers) => {
    seen.add(bearer(headers));
    return ++asked === 1 ? 200 : 401;
  }, 600_000);
  const result = await attempt(it.executor, withJwt(it.server.url, "key: key, claims: {sub: me}"), {
    secrets: { key: pem(rsa.privateKey) },
  }).result;
  expect(result.message).toContain("it answered 401");
  // The second by the system's clock.
  expect(seen.size).toBeGreaterThan(1);
  expect(asked % 2).toBe(1);
});

test.each([
  ["no key", "nothing like a key", "is no private key as PEM text"],
  ["a JSON of something else", '{"installed": {}}', "it has no `private_key`"],
  ["an EC key for RS256", pem(ec.privateKey), "signs no RS256: it is of the kind ec"],
  [
    "a short RSA key",
    pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey),
    "2048 bits",
  ],
  [
    "an encrypted key",
    rsa.privateKey.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "p",
    }) as string,
    "is an encrypted private key",
  ],
])("%s is refused before anything is asked", async (_, key, message) => {
  await using it = await jobsFor(async () => 200);
  const action = withJwt(it.server.url, "key: key, claims: {sub: me}");
  const one = attempt(it.executor, action, { secrets: { key } });
  const result = await one.result;
  expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
  expect(result.message).toContain(message);
  expect(it.server.asked).toHaveLength(0);
  for (const line of key.split("\n").filter((text) => /^[\w+/]{40}/.test(text)))
    expect(JSON.stringify(result) + one.output()).not.toContain(line);
});

// Requests signed for AWS: by its published test suite, and against a server that checks times.

import { expect, test } from "vitest";
import type { AuthContext } from "#executors/connector/auth/authorizer.ts";
import { sigV4Auth } from "#executors/connector/auth/sig-v4.ts";
import { answer } from "#test/support/web-server.ts";
import { connectorAction, connectorUnderTest, jobsConnector } from "../../connector-under-test.ts";
import { attempt } from "../../executor.contract.ts";

// Amazon's own examples: nobody's keys.
const secrets = {
  id: "AKIDEXAMPLE",
  access: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const session =
  "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

const auth = (service: string) => ({
  awsSigV4: {
    ...{ service, region: "us-east-1", accessKeyId: "id", secretAccessKey: "access" },
    sessionToken: "session",
  },
});

const context = (more: Record<string, string> = {}): AuthContext => ({
  secrets: { ...secrets, ...more },
  connection: {},
  ask: () => Promise.reject(new Error("nothing is asked")),
  now: () => Date.parse("2015-08-30T12:36:00Z"),
});

const form = { "content-type": "application/x-www-form-urlencoded" };
const cases = [
  [
    "get-vanilla",
    "GET",
    "/",
    {},
    null,
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  ],
  [
    "get-vanilla-query-order-key-case",
    "GET",
    "/?Param2=value2&Param1=value1",
    {},
    null,
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
  [
    "post-vanilla",
    "POST",
    "/",
    {},
    null,
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "post-x-www-form-urlencoded",
    "POST",
    "/",
    form,
    "Param1=value1",
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
] as const;

test.each(cases)("AWS's test suite: %s", async (_, method, path, headers, body, signature) => {
  const url = new URL(path, "https://example.amazonaws.com");
  const proof = await sigV4Auth(auth("service"), context()).prove({ method, url, headers, body });
  expect(proof.headers.authorization).toMatch(new RegExp(`Signature=${signature}$`));
  expect(proof.headers.authorization).toContain(
    "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ",
  );
  expect(proof.headers["x-amz-date"]).toBe("20150830T123600Z");
});

test("the documented example: a query of IAM's", async () => {
  const url = new URL("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  const proof = await sigV4Auth(auth("iam"), context()).prove({
    method: "GET",
    url,
    headers,
    body: null,
  });
  expect(proof.headers.authorization).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  );
});

test("a session's token is sent and signed (AWS's test suite: post-sts-header-before)", async () => {
  const url = new URL("https://example.amazonaws.com/");
  const request = { method: "POST", url, headers: {}, body: null };
  const { headers } = await sigV4Auth(auth("service"), context({ session })).prove(request);
  expect(headers["x-amz-security-token"]).toBe(session);
  expect(headers.authorization).toMatch(
    /SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead$/,
  );
});

test("S3 wants the body's hash as a header, and what is on the way may change the trace", async () => {
  const url = new URL("https://bucket.s3.amazonaws.com/a%20b");
  const headers = { traceparent: "00-1-2-03" };
  const proof = await sigV4Auth(auth("s3"), context()).prove({
    method: "GET",
    url,
    headers,
    body: null,
  });
  expect(proof.headers["x-amz-content-sha256"]).toMatch(/^[0-9a-f]{64}$/);
  expect(proof.headers.authorization).toContain("=host;x-amz-content-sha256;x-amz-date,");
});

const signed = (url: string, given: Record<string, string>) => {
  const action = connectorAction(
    jobsConnector(
      url,
      "auth: {awsSigV4: {service: states, region: eu-central-1, accessKeyId: id, secretAccessKey: access, sessionToken: session}}",
    ).replace(
      "secrets: {token: {description: A token., optional: true}}",
      "secrets: {id: {description: a}, access: {description: b}, session: {description: c, optional: true}}",
    ),
    {
      inputs: { job: "any" },
      secrets: Object.fromEntries(Object.keys(given).map((name) => [name, name])),
    },
  );
  return { action, given };
};

/** The time of a signature. */
const timeOf = (text: string | string[] | undefined) =>
  Date.parse(String(text).replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));

test("a system whose clock differs is followed, and the request sent once more", async () => {
  const aheadMs = 3_600_000;
  let refusals = 0;
  await using it = await connectorUnderTest(({ method, headers }, response) => {
    const now = Date.now() + aheadMs;
    const date = { date: new Date(now).toUTCString() };
    const isFarOff = Math.abs(timeOf(headers["x-amz-date"]) - now) > 300_000;
    if (isFarOff) refusals++;
    // What AWS's services with JSON answer.
    if (isFarOff) return answer(response, 400, { __type: "InvalidSignatureException" }, date);
    answer(response, 200, method === "POST" ? { id: 1 } : { state: "well" }, date);
  });
  const { action, given } = signed(it.server.url, secrets);
  const one = attempt(it.executor, action, { secrets: given });
  expect(await one.result).toMatchObject({ exitCode: 0, message: null });
  expect(refusals).toBe(1);
  expect(it.server.asked).toHaveLength(3);
});

test("a session that ends in mid-run is asked with once a question, no secret shows, and the run is left to be adopted", async () => {
  let polls = 0;
  await using it = await connectorUnderTest(
    ({ method }, response) => {
      if (method === "POST") return answer(response, 200, { id: 1 });
      polls++;
      answer(response, 403, {
        __type: "ExpiredTokenException",
        message: "The security token is expired",
      });
    },
    { limits: { everyMs: 20, upToMs: 20, unknownMs: 100 } },
  );
  const { action, given } = signed(it.server.url, { ...secrets, session });
  const one = attempt(it.executor, action, { secrets: given });
  const result = await one.result;
  expect(result).toMatchObject({ exitCode: 1 });
  expect(result.message).toContain("it answered 403");
  expect(result.externalOver).toBeUndefined();
  expect(it.server.asked).toHaveLength(polls + 1);
  for (const secret of [secrets.access, session])
    expect(JSON.stringify(result) + one.output()).not.toContain(secret);
});

// Which deliveries are believed, with each forge's headers, and what is read of them.

import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { type DeliveryKind, isGenuine, readDelivery } from "#git/forges/delivery.ts";

const secret = "It's a Secret to Everybody";
const body = Buffer.from('{"a": 1.0,  "ü": "\\u00fc"}');
const hmac = (bytes: Uint8Array, key = secret) =>
  createHmac("sha256", key).update(bytes).digest("hex");

test("GitHub's own example of a signature is genuine", () => {
  const header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const headers = { "x-hub-signature-256": header };
  expect(isGenuine("github", secret, headers, Buffer.from("Hello, World!"))).toBe(true);
});

test.each<[DeliveryKind, Record<string, string>]>([
  ["github", { "x-hub-signature-256": `sha256=${hmac(body)}` }],
  ["gitea", { "x-gitea-signature": hmac(body) }],
  ["gitea", { "x-forgejo-signature": hmac(body) }],
  ["gitlab", { "x-gitlab-token": secret }],
  ["generic", { "x-hub-signature": `sha256=${hmac(body)}` }],
])("%s with %o, over exactly these bytes", (kind, headers) => {
  expect(isGenuine(kind, secret, headers, body)).toBe(true);
  expect(isGenuine(kind, "another secret", headers, body)).toBe(false);
  expect(isGenuine(kind, "", headers, body)).toBe(false);
  expect(isGenuine(kind, secret, {}, body)).toBe(false);
  // The same JSON, written again, is other bytes; GitLab signs none.
  const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
  expect(isGenuine(kind, secret, headers, again)).toBe(kind === "gitlab");
});

test.each<[DeliveryKind, Record<string, string | string[]>]>([
  ["github", { "x-hub-signature": `sha1=${hmac(body)}` }],
  ["github", { "x-hub-signature-256": hmac(body) }],
  ["github", { "x-hub-signature-256": [`sha256=${hmac(body)}`] }],
  ["github", { "x-gitlab-token": secret }],
  ["gitea", { "x-gitea-signature": `sha256=${hmac(body)}` }],
  ["gitea", { "x-gitea-signature": "" }],
  ["gitlab", { "x-gitlab-token": "" }],
])("%s is not convinced by %o", (kind, headers) => {
  expect(isGenuine(kind, secret, headers, body)).toBe(false);
});

test("an empty secret convinces nobody, even with an empty token", () => {
  expect(isGenuine("gitlab", "", { "x-gitlab-token": "" }, body)).toBe(false);
});

test.each<[DeliveryKind, Record<string, string>, object, object]>([
  [
    "github",
    { "x-github-delivery": "1-2", "x-github-event": "push" },
    { repository: { full_name: "Acme/Finance" } },
    { id: "1-2", event: "push", repository: "acme/finance", rerun: null },
  ],
  [
    "github",
    { "x-github-delivery": "3", "x-github-event": "check_run" },
    { action: "rerequested", check_run: { head_sha: "a".repeat(40) } },
    { id: "3", event: "check_run", repository: null, rerun: { commit: "a".repeat(40) } },
  ],
  [
    "github",
    { "x-github-delivery": "3", "x-github-event": "check_run" },
    { action: "rerequested", check_run: { head_sha: "; drop table" } },
    { id: "3", event: "check_run", repository: null, rerun: null },
  ],
  [
    "gitlab",
    { "idempotency-key": "k", "x-gitlab-event-uuid": "u", "x-gitlab-event": "Push Hook" },
    { project: { path_with_namespace: "group/sub/finance" } },
    { id: "k", event: "Push Hook", repository: "group/sub/finance", rerun: null },
  ],
  [
    "gitea",
    { "x-forgejo-delivery": "f", "x-forgejo-event": "push" },
    { repository: { full_name: "a/b" } },
    { id: "f", event: "push", repository: "a/b", rerun: null },
  ],
  ["generic", {}, {}, { id: null, event: "unknown", repository: null, rerun: null }],
])("%s: %o says what it is", (kind, headers, content, expected) => {
  const bytes = Buffer.from(JSON.stringify(content));
  expect(readDelivery(kind, headers, bytes)).toEqual(expected);
});

test("a form with the JSON in it is read, and what isn't understood is a hint all the same", () => {
  const form = new URLSearchParams({ payload: '{"repository":{"full_name":"a/b"}}' }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect(readDelivery("github", headers, Buffer.from(form)).repository).toBe("a/b");
  for (const odd of ["", "[]", "null", "{", "\xff\xfe", '{"repository": 7}'])
    expect(readDelivery("github", {}, Buffer.from(odd, "latin1")).repository).toBeNull();
});

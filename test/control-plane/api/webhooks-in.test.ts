// Webhooks of forges, as they come: genuine, forged, replayed, doubled, out of order, in floods.

import { createHmac } from "node:crypto";
import type { InjectOptions } from "fastify";
import { expect, test } from "vitest";
import type { WebhookTarget } from "#api/webhooks-in.ts";
import { hostileTexts, hostileWords } from "#test/support/hostile-words.ts";
import { apiUnderTest } from "./api-under-test.ts";

const secret = "a-secret-that-is-long-enough";
const target = (fields: Partial<WebhookTarget> = {}): WebhookTarget => ({
  ...{ project: "finance", kind: "github", secret, repository: "acme/finance" },
  ...fields,
});

let deliveries = 0;
function delivery(fields: { body?: string; id?: string; to?: string; key?: string } = {}) {
  const {
    body = JSON.stringify({ after: ++deliveries, repository: { full_name: "acme/finance" } }),
  } = fields;
  const { id = `id-${++deliveries}`, to = "finance", key = secret } = fields;
  return {
    method: "POST",
    url: `/webhooks/${to}`,
    payload: body,
    headers: {
      ...{ "content-type": "application/json", "x-github-event": "push", "x-github-delivery": id },
      "x-hub-signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
    },
  } satisfies InjectOptions;
}

async function hearing(targets: WebhookTarget[]) {
  const hints: string[] = [];
  const reruns: string[] = [];
  const webhooks = {
    targets: () => targets,
    hint: (project: string) => void hints.push(project),
    rerun: (project: string, commit: string) => void reruns.push(`${project}@${commit}`),
  };
  return { ...(await apiUnderTest([], { webhooks })), hints, reruns };
}

test("a genuine delivery is a hint, without the API's token", async () => {
  await using api = await hearing([target()]);
  const reply = await api.inject(delivery());
  expect([reply.status, reply.body]).toEqual([202, { heard: "now" }]);
  expect(api.hints).toEqual(["finance"]);
});

test("one that was delivered before is heard and does nothing: again, replayed, under another id", async () => {
  await using api = await hearing([target()]);
  const first = delivery({ id: "one", body: '{"n":1}' });
  const next = delivery({ id: "two", body: '{"n":2}' });
  for (const each of [next, first, first, next, delivery({ id: "three", body: '{"n":1}' })])
    expect((await api.inject(each)).status).toBe(202);
  expect((await api.inject(first)).body).toEqual({ heard: "before" });
  expect(api.hints).toEqual(["finance", "finance"]);
  const { rows } = await api.pool.query("select key from trunkline.forge_delivery");
  expect(rows).toHaveLength(4);
});

test("the same delivery twice at once is one hint", async () => {
  await using api = await hearing([target()]);
  const same = delivery();
  await Promise.all(Array.from({ length: 10 }, () => api.inject(same)));
  expect(api.hints).toEqual(["finance"]);
});

test("forged ones get 401 and leave nothing, whether the name exists or not", async () => {
  await using api = await hearing([target()]);
  const changed = { ...delivery(), payload: "{}" };
  const unsigned = { ...delivery(), headers: {} };
  const replies = [];
  for (const each of [delivery({ key: "guess" }), changed, unsigned, delivery({ to: "other" })])
    replies.push(await api.inject(each));
  expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect(new Set(replies.map(({ body }) => body.detail)).size).toBe(1);
  expect(replies.some(({ text }) => text.includes(secret))).toBe(false);
  expect(api.hints).toEqual([]);
  const { rows } = await api.pool.query("select from trunkline.forge_delivery");
  expect(rows).toEqual([]);
});

test("an address with the forge's name means all projects of the repository whose secret it is", async () => {
  await using api = await hearing([
    target(),
    target({ project: "finance-test" }),
    target({ project: "sales", repository: "acme/sales" }),
    target({ project: "stranger", secret: "another-secret-of-another" }),
  ]);
  await api.inject(delivery({ to: "github" }));
  expect(api.hints).toEqual(["finance", "finance-test"]);
});

test("a body that is too large is refused before anything is reckoned; any other content type will do", async () => {
  await using api = await hearing([target()]);
  expect((await api.inject(delivery({ body: "x".repeat(2_200_000) }))).status).toBe(413);
  const odd = delivery({ body: "no json" });
  expect(
    (await api.inject({ ...odd, headers: { ...odd.headers, "content-type": "text/odd" } })).status,
  ).toBe(202);
  expect(api.hints).toEqual(["finance"]);
});

test("asking for a check again names its commit", async () => {
  await using api = await hearing([target()]);
  const body = JSON.stringify({ action: "rerequested", check_run: { head_sha: "a".repeat(40) } });
  const each = delivery({ body });
  await api.inject({ ...each, headers: { ...each.headers, "x-github-event": "check_run" } });
  expect(api.reruns).toEqual([`finance@${"a".repeat(40)}`]);
});

test("GitLab's token and Gitea's digest are heard at their projects", async () => {
  await using api = await hearing([
    target({ project: "lab", kind: "gitlab" }),
    target({ project: "tea", kind: "gitea" }),
  ]);
  const gitlab = { "x-gitlab-token": secret, "x-gitlab-event": "Push Hook" };
  const send = (to: string, headers: Record<string, string>) =>
    api.inject({ method: "POST", url: `/webhooks/${to}`, payload: "{}", headers });
  expect((await send("lab", gitlab)).status).toBe(202);
  const digest = createHmac("sha256", secret).update("{}").digest("hex");
  expect((await send("tea", { "x-gitea-signature": digest })).status).toBe(202);
  expect((await send("tea", gitlab)).status).toBe(401);
  expect(api.hints).toEqual(["lab", "tea"]);
});

test("hostile words in the address, in headers and in the body stay words", async () => {
  await using api = await hearing([target()]);
  for (const text of hostileWords) {
    // Signed with the secret: nobody is called so.
    const elsewhere = await api.inject(delivery({ to: encodeURIComponent(text) }));
    expect([400, 401, 404], `${JSON.stringify(text)}: ${elsewhere.text}`).toContain(
      elsewhere.status,
    );
    expect(elsewhere.text).not.toContain("root:x:");
  }
  expect(api.hints).toEqual([]);
  for (const [n, text] of hostileTexts.entries()) {
    const body = JSON.stringify({
      ...{ action: "rerequested", check_run: { head_sha: text }, [text]: text },
      repository: { full_name: text },
    });
    // What a header can hold of it.
    const written = encodeURIComponent(text.toWellFormed()).slice(0, 400);
    const each = delivery({ body, id: `${written}${n}` });
    const headers = { ...each.headers, "x-github-event": "check_run" };
    const there = await api.inject({ ...each, headers });
    expect([there.status, there.body], JSON.stringify(text)).toEqual([202, { heard: "now" }]);
    // Under the address of all projects the repository's name decides, and it is none of ours.
    const general = delivery({ body: body.replace("{", "{ "), to: "github", id: `g${n}` });
    expect((await api.inject(general)).status).toBe(202);
  }
  expect(api.hints).toEqual(hostileTexts.map(() => "finance"));
  expect(api.reruns).toEqual([]);
  const { rows } = await api.pool.query("select from trunkline.forge_delivery");
  expect(rows.length).toBe(4 * hostileTexts.length);
});

test("nothing else is opened by it", async () => {
  await using api = await hearing([target()]);
  const { headers, payload } = delivery();
  for (const url of ["/api/v1/status", "/api/v1/projects/finance/sync", "/webhooks"])
    expect((await api.inject({ method: "POST", url, payload, headers })).status).toBeGreaterThan(
      400,
    );
});

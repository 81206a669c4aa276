// Wishes reach the forge once each, whatever it answers, and what can't reach it is seen.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { DesiredComment, DesiredStatus } from "#core/forges/desired.ts";
import { githubForge } from "#git/forges/github/forge.ts";
import { type Outbox, startOutbox } from "#git/forges/outbox.ts";
import { forgeTroubles } from "#store/forges.sql.ts";
import { registerProject } from "#store/projects.sql.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { type GitHubServer, githubServer } from "#test/support/forges/github-server.ts";

let github: GitHubServer;
let db: TestDatabase;
let project: number;
let messages: string[];
const outboxes: Outbox[] = [];

beforeEach(async () => {
  github = await githubServer();
  db = await testDatabase();
  messages = [];
  const row = await registerProject(db.pool, {
    ...{ name: "finance", environment: "prod", repository: "/r", branch: "main", path: "" },
  });
  project = row?.id ?? 0;
});
afterEach(async () => {
  await Promise.all(outboxes.splice(0).map((outbox) => outbox.stop()));
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

function open(more: { giveUpMs?: number; paused?: () => string | null } = {}): Outbox {
  const forge = githubForge({
    ...{ kind: "github", api: github.url, repository: github.repository },
    identity: { kind: "token", token: github.token },
    ...{ comment: true, checks: true, deployments: true },
  });
  const outbox = startOutbox({
    pool: db.pool,
    project: { id: project, name: "finance" },
    forge,
    onMessage: (message) => messages.push(message),
    ...more,
  });
  outboxes.push(outbox);
  return outbox;
}

const status = (description: string): DesiredStatus => ({
  ...{ kind: "status", commit: "c".repeat(40), context: "trunkline/sync", state: "success" },
  description,
});
const comment = (body: string): DesiredComment => ({
  ...{ kind: "comment", change: 7, marker: "<!-- m -->", body },
});
const states = async () => {
  const { rows } = await db.pool.query("select key, state, attempts from trunkline.forge_act");
  return rows;
};
const settled = () =>
  eventually("every wish is settled", async () =>
    (await states()).every(({ state }: { state: string }) => state !== "waiting"),
  );
/** Due now, whatever the forge asked for. */
const hurry = () => db.pool.query("update trunkline.forge_act set next_at = now()");

test("the same wish is brought once, another one replaces it", async () => {
  const outbox = open();
  await outbox.wish("comment:7", comment("one"));
  await settled();
  await outbox.wish("comment:7", comment("one"));
  await outbox.wish("comment:7", comment("two"));
  await settled();
  await eventually("the comment", () => github.comments[0]?.body === "<!-- m -->\ntwo");
  expect(
    github.calls.filter(({ operation }) => operation === "issues/create-comment"),
  ).toHaveLength(1);
  expect(
    github.calls.filter(({ operation }) => operation === "issues/update-comment"),
  ).toHaveLength(1);
});

test("a server fault is tried again, and the answer that was lost makes nothing twice", async () => {
  github.faults.push({ operation: "issues/create-comment", status: 502, afterwards: true });
  await open().wish("comment:7", comment("one"));
  await eventually("the first try", () => github.comments.length === 1);
  await eventually("its fault", async () => (await forgeTroubles(db.pool)).length === 1);
  await hurry();
  await settled();
  expect(github.comments).toHaveLength(1);
  expect(await forgeTroubles(db.pool)).toEqual([]);
});

test("a limit stops everything until it is over", async () => {
  github.faults.push({ status: 429, headers: { "retry-after": "3600" } });
  const outbox = open();
  await outbox.wish("status:1", status("one"));
  await eventually("the limit", async () => (await forgeTroubles(db.pool)).length === 1);
  const asked = github.calls.length;
  await outbox.wish("status:2", status("two"));
  await hurry();
  expect(github.calls).toHaveLength(asked);
  expect(messages.join()).toContain("answered 429");
  const [trouble] = await forgeTroubles(db.pool);
  expect(trouble).toMatchObject({ key: "status:1", state: "waiting", project: "finance" });
});

test("what the forge refuses for good is a dead letter that is seen, and the next wish revives it", async () => {
  github.faults.push({ status: 422, message: "Validation Failed" });
  const outbox = open();
  await outbox.wish("status:1", status("one"));
  await settled();
  expect(await forgeTroubles(db.pool)).toMatchObject([
    { key: "status:1", state: "dead", attempts: 1, fault: expect.stringContaining("Validation") },
  ]);
  expect(messages).toEqual([expect.stringContaining("status:1 is given up after 1 tries")]);
  await outbox.wish("status:1", status("two"));
  await settled();
  expect(github.statuses).toMatchObject([{ description: "two" }]);
  expect(await forgeTroubles(db.pool)).toEqual([]);
});

test("what was given up is tried once more when a server starts", async () => {
  github.faults.push({ status: 404, message: "Not Found" });
  const first = open();
  await first.wish("status:1", status("one"));
  await settled();
  await first.stop();
  expect(github.statuses).toEqual([]);
  open();
  await eventually("the status", () => github.statuses.length === 1);
});

test("a forge that stays away is given up in the end", async () => {
  github.faults.push({ status: 503 }, { status: 503 });
  await open({ giveUpMs: 0 }).wish("status:1", status("one"));
  await settled();
  expect(await states()).toMatchObject([{ state: "dead" }]);
});

test("a wish that is replaced while its first is being brought is brought next", async () => {
  const outbox = open();
  await Promise.all([
    outbox.wish("status:1", status("one")),
    outbox.wish("status:1", status("two")),
    outbox.wish("status:1", status("three")),
  ]);
  const last = (
    await db.pool.query("select desired->>'description' as text from trunkline.forge_act")
  ).rows[0].text;
  await eventually("the newest", () => github.statuses.at(-1)?.description === last);
});

test("two servers bring each wish once", async () => {
  const [one, two] = [open(), open()];
  for (let n = 0; n < 20; n++) await (n % 2 ? one : two).wish(`status:${n}`, status(`${n}`));
  await settled();
  expect(github.statuses.map(({ description }) => description).toSorted()).toEqual(
    Array.from({ length: 20 }, (_, n) => `${n}`).toSorted(),
  );
});

test("nothing is said while a restored copy waits", async () => {
  let reason: string | null = "a copy";
  const outbox = open({ paused: () => reason });
  await outbox.wish("status:1", status("one"));
  expect(github.calls).toEqual([]);
  reason = null;
  await settled();
  expect(github.statuses).toHaveLength(1);
});

test("a token is in no row and no message", async () => {
  github.faults.push({ status: 401, message: "Bad credentials" });
  await open().wish("status:1", status("one"));
  await eventually("the fault", async () => (await forgeTroubles(db.pool)).length === 1);
  const { rows } = await db.pool.query("select * from trunkline.forge_act");
  expect(JSON.stringify([rows, messages])).not.toContain(github.token);
});

import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { startWebhook, type WebhookOptions } from "#alerts/webhook.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, finish, perform, start } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { Watched } from "#test/support/watched.ts";
import { type Asked, answer, type Handler, webServer } from "#test/support/web-server.ts";

const secret = "a secret of some length";
const orders = pipeline("orders", [task("load"), task("post", { needs: [0] })], {
  deadline: { startBy: null, finishBy: "07:00" },
});
const plain = pipeline("plain", [task("load"), task("post", { needs: [0] })]);

async function told(handler: Handler, options: Partial<WebhookOptions> = {}) {
  const at = await Watched.of(orders, plain);
  const server = await webServer(handler);
  const messages: string[] = [];
  const begin = (url = `${server.url}/hook?key=hidden`) =>
    startWebhook({
      pool: at.pool,
      url,
      secret,
      onMessage: (message) => messages.push(message),
      timing: { firstBackoffMs: 1 },
      ...options,
    });
  const webhook = await begin();
  return {
    ...{ at, server, messages, begin, webhook },
    notices: () => server.asked.map(({ body }) => JSON.parse(body)),
    left: async () => (await at.pool.query("select * from trunkline.delivery")).rows,
    async [Symbol.asyncDispose]() {
      await webhook.stop();
      await server[Symbol.asyncDispose]();
      await at[Symbol.asyncDispose]();
    },
  };
}
const takes: Handler = (_, response) => answer(response, 204);

const isGenuine = ({ headers, body }: Asked): boolean => {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const mac = createHmac("sha256", secret).update(signed).digest("base64");
  return headers["webhook-signature"] === `v1,${mac}`;
};

test("a failed run is told with what failed it, signed, once it is so", async () => {
  await using it = await told(takes);
  const run = await it.at.run("plain");
  await perform(it.at.pool, it.at.worker, run, 0, "failed", {
    detail: { ending: "exited", exitCode: 3, message: "no such table" },
  });
  await eventually("told", () => it.server.asked.length > 0);
  await eventually("forgotten", async () => (await it.left()).length === 0);
  expect(it.notices()).toMatchObject([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: "run.failed",
      project: "test",
      pipeline: "plain",
      run: { id: run, state: "failed", generation: 1 },
      failed: [{ name: "load", message: "no such table", exitCode: 3, signal: null }],
    },
  ]);
  const [asked] = it.server.asked as [Asked];
  expect(isGenuine(asked)).toBe(true);
  expect(asked.headers["webhook-id"]).toBe(it.notices()[0].id);
  expect(it.notices()[0].at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Math.abs(Number(asked.headers["webhook-timestamp"]) - Date.now() / 1000)).toBeLessThan(60);
});

test("changes of a deadline are told with their cause", async () => {
  await using it = await told(takes);
  const run = await it.at.run("orders", day(1));
  await it.at.judge();
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, run, idx);
  await it.at.judge();
  await eventually("told", () => it.server.asked.length === 2);
  const byType = it.notices().toSorted((a, b) => a.type.localeCompare(b.type));
  expect(byType).toMatchObject([
    {
      type: "deadline.late",
      run: { id: run, date: "2026-01-01" },
      deadline: {
        task: null,
        kind: "finishBy",
        at: "2026-01-01T07:00:00.000Z",
        state: "late",
        was: null,
        cause: { task: "load", path: ["load", "post"] },
      },
    },
    { type: "deadline.missed", deadline: { was: "late", expectedAt: null } },
  ]);
});

test("what the receiver refuses is sent again with the same id until it takes it", async () => {
  let refused = 0;
  await using it = await told((_, response) => {
    if (refused === 2) return answer(response, 200);
    refused++;
    answer(response, refused === 1 ? 500 : 302, "", { location: "/elsewhere" });
  });
  const run = await it.at.run("plain");
  await perform(it.at.pool, it.at.worker, run, 0, "failed");
  await eventually("taken", async () => (await it.left()).length === 0);
  expect(it.server.asked.map(({ path }) => path)).toEqual(Array(3).fill("/hook?key=hidden"));
  expect(new Set(it.notices().map(({ id }) => id)).size).toBe(1);
  expect(it.messages[0]).toMatch(
    /^webhook http:\/\/127\.0\.0\.1:\d+\/hook: answered 500; .* again in 1 s$/,
  );
});

test("nothing is lost while no server runs, and two servers share what there is", async () => {
  await using it = await told(takes);
  await it.webhook.stop();
  const runs: string[] = [];
  for (let n = 1; n <= 30; n++) {
    const run = await it.at.run("plain", day(n));
    await perform(it.at.pool, it.at.worker, run, 0, "failed");
    runs.push(run);
  }
  expect(it.server.asked).toEqual([]);
  const servers = await Promise.all([it.begin(), it.begin()]);
  try {
    await eventually("all told", async () => (await it.left()).length === 0);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  expect(
    it
      .notices()
      .map(({ run }) => run.id)
      .toSorted(),
  ).toEqual(runs.toSorted());
});

test("what was not committed is not told, and without a webhook nothing is written", async () => {
  await using it = await told(takes);
  const run = await it.at.run("plain");
  const claim = await start(it.at.pool, it.at.worker, run, 0);
  const undone = transaction(it.at.pool, async (db) => {
    if (claim) await finish(db, it.at.worker, claim, "failed");
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await it.left()).toEqual([]);
  await it.webhook.stop();
  await it.at.pool.query("update trunkline.webhook set until = now()");
  if (claim) await finish(it.at.pool, it.at.worker, claim, "failed");
  expect(await it.left()).toEqual([]);
});

test("what is refused for too long is given up, and that is said", async () => {
  await using it = await told((_, response) => answer(response, 410), {
    timing: { firstBackoffMs: 1, giveUpMs: 0 },
  });
  const run = await it.at.run("plain");
  await perform(it.at.pool, it.at.worker, run, 0, "failed");
  await eventually("given up", async () => it.messages.some((one) => one.includes("given up")));
  await eventually("gone", async () => (await it.left()).length === 0);
});

test("a receiver that doesn't answer holds nobody up for longer than its time", async () => {
  await using it = await told(
    (asked, response) => {
      if (!asked.body.includes('"slow"')) return answer(response, 200);
    },
    { timing: { firstBackoffMs: 60_000, timeoutMs: 50 } },
  );
  const run = await it.at.run("plain");
  await perform(it.at.pool, it.at.worker, run, 0, "failed", {
    detail: { ending: "x", message: "slow" },
  });
  await eventually("timed out", () => it.messages.length > 0);
  expect(it.messages[0]).toContain("timeout");
  expect(await it.left()).toMatchObject([{ attempts: 1 }]);
});

test("a webhook calls no metadata address, and says why", async () => {
  await using it = await told(takes, { timing: { firstBackoffMs: 60_000 } });
  const other = await it.begin("http://169.254.169.254/hook");
  try {
    const run = await it.at.run("plain");
    await perform(it.at.pool, it.at.worker, run, 0, "failed");
    const why = "169.254.169.254 is a link-local, metadata or reserved address";
    await eventually("refused", async () => it.messages.some((one) => one.includes(why)));
  } finally {
    await other.stop();
  }
});

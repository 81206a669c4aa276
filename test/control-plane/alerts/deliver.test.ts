// The outbox when channels don't work: nothing is lost, nothing holds up the others, and what is given up is seen.

import { expect, test } from "vitest";
import { alerting, failed } from "#test/support/alerting.ts";
import { perform } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { answer } from "#test/support/web-server.ts";

const two = `
channels:
  hook: {webhook: {url: "URL/hook", secret: alerts/hook}}
  other: {webhook: {url: "URL/other", secret: alerts/hook}}
routes: [{name: all, to: [hook, other]}]
`;

test("a channel that hangs holds up no other", async () => {
  await using it = await alerting(two, {
    handler: ({ path }, response) => {
      if (path === "/other") answer(response, 204);
    },
  });
  await failed(it, "plain");
  await eventually("the other is told", () => it.web.asked.some(({ path }) => path === "/other"));
  await failed(it, "orders");
  await eventually(
    "and again",
    () => it.web.asked.filter(({ path }) => path === "/other").length === 2,
  );
  expect(it.web.waiting()).toBe(1);
});

test("what is refused for good is dead, seen, and tried again by hand", async () => {
  let status = 422;
  await using it = await alerting(two, {
    handler: ({ path }, response) => answer(response, path === "/hook" ? status : 204, "bad tag"),
  });
  await failed(it, "plain");
  const dead = async () => (await it.messages()).filter(({ state }) => state === "dead");
  await eventually("dead", async () => (await dead()).length === 1);
  expect(await dead()).toMatchObject([
    { channel: "hook", attempts: 1, error: "answered 422: bad tag" },
  ]);
  expect(it.said.some((line) => line.includes("to hook is given up: answered 422"))).toBe(true);
  status = 204;
  const { retryMessages } = await import("#store/alert-messages.sql.ts");
  expect(await retryMessages(it.at.pool, { channel: "hook" })).toHaveLength(1);
  await eventually("taken", async () => (await it.delivered()) === 2);
});

test("a channel that is down for a day is told what is still open when it is back, and that the rest is over", async () => {
  let isDown = true;
  await using it = await alerting(two, {
    handler: (_, response) => answer(response, isDown ? 503 : 204),
  });
  await failed(it, "plain");
  await failed(it, "orders");
  const tried = async () => (await it.messages()).filter(({ attempts }) => attempts > 0).length;
  await eventually("tried", async () => (await tried()) >= 2);
  await it.at.pool.query(
    `update trunkline.alert_message set created_at = created_at - interval '1 day'`,
  );
  const good = await it.at.run("plain");
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, good, idx);
  await eventually("over", async () =>
    (await it.alerts()).some(({ state }) => state === "resolved"),
  );
  isDown = false;
  await it.at.pool.query(
    `update trunkline.alert_message set next_at = now() where state = 'waiting'`,
  );
  await eventually("taken", async () =>
    (await it.messages()).every(({ state }) => state === "delivered" || state === "dropped"),
  );
  const taken = (await it.messages()).filter(
    ({ state, channel }) => state === "delivered" && channel === "hook",
  );
  expect(taken.map(({ act }) => act).sort()).toContain("open");
  expect((await it.messages()).filter(({ state }) => state === "dead")).toEqual([]);
});

test("what was given up after its time says after how many tries", async () => {
  await using it = await alerting(
    two.replaceAll("secret: alerts/hook}", "secret: alerts/hook}, giveUp: 1h"),
    {
      handler: (_, response) => answer(response, 503),
    },
  );
  await failed(it, "plain");
  await eventually(
    "tried",
    async () => (await it.messages()).filter(({ attempts }) => attempts > 0).length === 2,
  );
  await it.at.pool.query(
    `update trunkline.alert_message set created_at = created_at - interval '2 hours', next_at = now()`,
  );
  await eventually(
    "dead",
    async () => (await it.messages()).filter(({ state }) => state === "dead").length === 2,
  );
  expect((await it.messages())[0]?.error).toMatch(/^after \d+ tries: answered 503$/);
});

test("a secret that is missing is said, and nothing goes out without it", async () => {
  await using it = await alerting(two.replaceAll("alerts/hook", "alerts/none"));
  await failed(it, "plain");
  await eventually("said", () =>
    it.said.some((line) => line.includes('has no secret "alerts/none"')),
  );
  expect(it.web.asked).toEqual([]);
});

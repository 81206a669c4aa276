// A storm: what goes beyond a channel's limit comes as one digest.

import { expect, test } from "vitest";
import { alerting, failed } from "#test/support/alerting.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";

test("twenty failures at once are three messages and a digest of the rest", async () => {
  const pipelines = Array.from({ length: 20 }, (_, n) => pipeline(`p${n}`, [task("load")]));
  await using it = await alerting(
    `
channels: {hook: {webhook: {url: "URL/hook", secret: alerts/hook}, limit: {messages: 3, per: 1m}}}
routes: [{name: all, to: [hook]}]
`,
    { pipelines },
  );
  for (const { name } of pipelines) await failed(it, name);
  await eventually("decided", async () => (await it.alerts()).length === 20);
  const held = async () => (await it.messages()).filter(({ state }) => state === "held");
  expect(await held()).toHaveLength(17);
  // Its minute is over.
  await it.at.pool.query("update trunkline.alert_message set next_at = now() where act = 'digest'");
  await eventually("told", () => it.web.asked.length === 4);
  const digest = JSON.parse(it.web.asked.at(-1)?.body ?? "");
  expect(digest).toMatchObject({
    type: "trunkline.alert.digest",
    data: {
      message: "17 alerts came within a short time; this is the worst of them",
      affectedCount: 17,
    },
  });
  expect(digest.data.affected).toHaveLength(10);
  await eventually("all are told", async () => (await held()).length === 0);
});

// A server that is killed while it tells: nothing is lost, and nothing is told twice but what may not have been heard.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { alerting, failed } from "#test/support/alerting.ts";
import { eventually } from "#test/support/eventually.ts";
import { answer } from "#test/support/web-server.ts";

const program = fileURLToPath(new URL("../support/alerting-process.ts", import.meta.url));
const routes = `
channels: {hook: {webhook: {url: "URL/hook", secret: alerts/hook}}}
routes: [{name: all, to: [hook]}]
`;

test("killed with a message under way and others behind it: another server tells all, each once it was heard", async () => {
  let isHeard = false;
  const heard: string[] = [];
  await using it = await alerting(routes, {
    servers: 0,
    handler: ({ headers }, response) => {
      if (!isHeard) return;
      heard.push(String(headers["webhook-id"]));
      answer(response, 204);
    },
  });
  const child = spawn(process.execPath, [program, it.connectionString]);
  try {
    await once(child.stdout, "data");
    await failed(it, "plain");
    await failed(it, "orders");
    await eventually("under way", () => it.web.waiting() > 0);
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  // What happens while nobody is there is written with what happens.
  await failed(it, "third");
  isHeard = true;
  // The lease of the dead server's messages runs out.
  await it.at.pool.query(
    "update trunkline.alert_message set next_at = now() where state = 'waiting'",
  );
  await using _ = it.server();
  await eventually("all are told", async () => (await it.delivered()) === 3);
  expect(new Set(heard).size).toBe(3);
  expect(heard).toHaveLength(3);
  expect((await it.alerts()).map(({ count }) => count)).toEqual([1, 1, 1]);
});

// What both schedulers have started must never be, and is told to whom alerts go: until somebody has seen to it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lookOnce } from "#alerts/look.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { createPool } from "#store/connect.ts";
import { settingsOf } from "#test/support/alerting.ts";
import { serverUnderTest } from "#test/support/server.ts";

test("a guard that reports what was started here as well is an alert, over once it is acknowledged", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/poll.yaml":
      "name: poll\ntriggers: [{schedule: {every: 1s}}]\ntasks: {poll: {run: 'true'}}\n",
    "migration/waves/gl.yaml": "stage: live\nmembers: {pipelines: [poll]}\nguard: {slots: dates}\n",
  });
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(createPool(server.connectionString), (of) => of.end());
  const content = settingsOf("channels: {}\nroutes: []\n");
  await putAlertSource(pool, { name: "option", content });
  // The first run of the date; those after it are skipped.
  const started = async () =>
    (await server.json(["runs", "--pipeline", "poll"])).find(({ state }) => state === "succeeded");
  await expect.poll(started, { timeout: 40_000 }).toBeDefined();
  const slot = (await started()).date.replaceAll("-", "");
  const token = readFileSync(join(server.state, "token"), "utf8").trim();
  const report = async (call: string) => {
    const answer = await fetch(`${server.url}/api/v1/projects/shop/guard/report`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({
        ...{ job: "poll", slot, guard: "0123456789abcdef", host: "unix7", call, unasked: true },
        // Of Windows, which has more of them.
        ...{ end: new Date().toISOString(), exit: -1073741819 },
      }),
    });
    return answer.json();
  };
  expect(await report("call-0001")).toEqual({ once: false });
  expect(await report("call-0001")).toEqual({ once: false });
  const alerts = async () => {
    await lookOnce(pool);
    return server.json(["alerts", "--all"]);
  };
  const [alert] = await alerts();
  expect(alert).toMatchObject({
    ...{ kind: "started-twice", severity: "critical", state: "open" },
    message: `${slot} was started here, and on unix7 by the other scheduler, whose guard was not answered`,
  });
  expect(await server.trunkline(["alerts", "ack", alert.id])).toMatchObject({ code: 0 });
  expect(await alerts()).toMatchObject([
    { state: "resolved", resolution: "somebody has seen to it" },
  ]);
});

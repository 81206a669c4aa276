// From a failing command to a message, through the real program: `up --alerts`, a worker, masked output, `trunkline alerts`.

import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { commands, running } from "#test/support/up.ts";
import { answer, webServer } from "#test/support/web-server.ts";

const hookSecret = "a secret of some length";
const load = (script: string) => `name: load
owner: finance-data
tags: {tier: [gold]}
tasks:
  fetch:
    secrets: [finance/token]
    retry: {retries: 1, delay: 0s}
    run: ${script}
`;

test("a run that has failed after its last attempt is told with its masked output, explained, acknowledged and ended", async () => {
  await using folder = temporaryDirectory();
  await using database = await testDatabase();
  using repository = new TestRepository();
  await using web = await webServer((_, response) => answer(response, 204));
  const state = folder.path;
  const alerts = path.join(state, "alerts.yaml");
  writeFileSync(
    alerts,
    `channels: {hook: {webhook: {url: "${web.url}/in", secret: alerts/hook}}}
severities: [{match: {tags: {tier: [gold]}}, severity: critical}]
routes: [{name: gold, match: {severity: critical, owners: ["finance-*"]}, to: [hook]}]
`,
  );
  const failing = 'echo "asking with $TOKEN"; echo "ERROR no such table for $TOKEN"; exit 3';
  repository.commit({
    "pipelines/load.yaml": load(failing),
    "routes.yaml": "routes: [{name: ours, to: [hook]}]\n",
  });
  const env = {
    DATABASE_URL: database.connectionString,
    TRUNKLINE_SECRET_FINANCE__TOKEN: "s3cret-of-the-warehouse",
    TRUNKLINE_SECRET_ALERTS__HOOK: hookSecret,
  };
  await using up = running(
    ["up", repository.path, "--state", state, "--port", "0", "--poll", "1", "--alerts", alerts],
    { env },
  );
  await up.said("is up at");
  const { call, json } = commands(state);
  const text = async (...words: string[]) => (await call(words)).stdout;
  await text("run", "load", "--wait");
  await eventually("told", () => web.asked.length > 0);
  const [first] = web.asked;
  const { "webhook-id": id, "webhook-timestamp": at } = first?.headers ?? {};
  const mac = createHmac("sha256", hookSecret)
    .update(`${id}.${at}.${first?.body}`)
    .digest("base64");
  expect(first?.headers["webhook-signature"]).toBe(`v1,${mac}`);
  expect(first?.body).not.toContain("s3cret");
  const { data } = JSON.parse(first?.body ?? "");
  expect(data).toMatchObject({
    ...{ kind: "failed", severity: "critical", owner: "finance-data", tags: { tier: ["gold"] } },
    task: { name: "fetch", attempt: 2, of: 2, exitCode: 3 },
    output: { error: expect.stringMatching(/^ERROR no such table for /) },
    change: { author: expect.stringContaining("@") },
  });
  const [open] = await json<{ id: string }>("alerts");
  expect(open).toMatchObject({ kind: "failed", state: "open", run: data.run.id });
  const why = await text("alerts", "why", data.run.id);
  expect(why).toContain("open to hook was taken at");
  expect(why).toContain("control/gold tells hook");
  expect(why).toContain("/ours tells hook");
  await text("alerts", "ack", open?.id ?? "", "--note", "looking");
  await eventually("told who has it", () => web.asked.length === 2);
  expect(JSON.parse(web.asked[1]?.body ?? "")).toMatchObject({
    ...{ type: "trunkline.alert.acknowledge", data: { note: "looking" } },
  });
  repository.commit({ "pipelines/load.yaml": load("echo fine") });
  await text("sync");
  await text("run", "load", "--wait");
  await eventually("over", () => web.asked.length === 3);
  expect(JSON.parse(web.asked[2]?.body ?? "").type).toBe("trunkline.alert.resolve");
  expect(await text("alerts", "channels")).toMatch(/hook +webhook +0 +0 +0/);
});

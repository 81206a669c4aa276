// The thin path and what must hold of it: a failed run is told by mail and by a signed webhook, once, and so is its end.

import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { alertFigures } from "#store/alert-messages.sql.ts";
import { transaction } from "#store/transaction.ts";
import { alerting, failed } from "#test/support/alerting.ts";
import { finish, perform, start } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { answer } from "#test/support/web-server.ts";

const both = `
channels:
  post: {mail: {to: [etl@example.com, lead@example.com], from: trunkline@example.com, server: 127.0.0.1, port: PORT, tls: none}}
  hook: {webhook: {url: "URL/in", secret: alerts/hook}}
routes:
  - {name: all, to: [post, hook]}
`;

test("a failed run is told by mail and by webhook, and that it is over by the next success", async () => {
  await using it = await alerting(both);
  const run = await failed(
    it,
    "plain",
    { exitCode: 3, message: "exited with 3" },
    "connecting\nERROR no such table\nbye\n",
  );
  await eventually("told", () => it.letters.length === 1 && it.web.asked.length === 1);
  const [letter] = it.letters as [string];
  expect(letter).toContain("Subject: [error] test/plain failed (test)");
  expect(letter).toContain("Auto-Submitted: auto-generated");
  expect(letter).toContain("load, attempt 1 of 1, exit code 3");
  expect(letter).toContain("ERROR no such table");
  expect(letter).toContain(`$ trunkline rerun ${run}`);
  const [asked] = it.web.asked;
  const {
    "webhook-id": id,
    "webhook-timestamp": at,
    "webhook-signature": signature,
  } = asked?.headers ?? {};
  const signed = createHmac("sha256", "a secret of some length")
    .update(`${id}.${at}.${asked?.body}`)
    .digest("base64");
  expect(signature).toBe(`v1,${signed}`);
  expect(JSON.parse(asked?.body ?? "")).toMatchObject({
    ...{
      specversion: "1.0",
      type: "trunkline.alert.open",
      subject: "trunkline/test/test/plain/failed",
      id,
    },
    data: {
      kind: "failed",
      task: { name: "load", attempt: 1, of: 1, exitCode: 3 },
      output: { error: "ERROR no such table", tail: ["connecting", "ERROR no such table", "bye"] },
      run: { id: run },
      inRow: 1,
    },
  });
  // The time from the failure to the first message that was taken, as `/metrics` has it.
  await eventually("measured", async () => ((await alertFigures(it.at.pool))?.told_ms ?? 0) > 0);
  const next = await it.at.run("plain");
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, next, idx);
  await eventually("over", () => it.letters.length === 2 && it.web.asked.length === 2);
  expect(it.letters[1]).toContain(`Over: test/plain failed (test); run ${next} succeeded`);
  expect(it.letters[1]).toMatch(/In-Reply-To: <alert-\d+@example\.com>/);
});

test("nothing is written where nobody routes, nor of what was not committed", async () => {
  await using it = await alerting(both);
  const run = await it.at.run("plain");
  const claim = await start(it.at.pool, it.at.worker, run, 0);
  const undone = transaction(it.at.pool, async (db) => {
    if (claim) await finish(db, it.at.worker, claim, "failed");
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await it.at.pool.query("delete from trunkline.alert_source");
  await failed(it, "orders");
  for (const table of ["alert_signal", "alert", "alert_message"])
    expect((await it.at.pool.query(`select from trunkline.${table}`)).rowCount).toBe(0);
});

test("of many servers one looks and one tells, and what is refused is told again until it is taken", async () => {
  let refused = 0;
  await using it = await alerting(both, {
    handler: (_, response) => answer(response, refused++ < 2 ? 503 : 204),
    servers: 2,
  });
  await failed(it, "plain");
  await eventually("told", async () => (await it.delivered()) === 2);
  expect(it.letters).toHaveLength(1);
  expect(it.web.asked).toHaveLength(3);
  expect(new Set(it.web.asked.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(
    it.said.some((line) => line.includes("channel hook: answered 503; tried again in 1 s")),
  ).toBe(true);
});

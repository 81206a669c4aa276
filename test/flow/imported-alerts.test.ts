// Mails of successes, shouts and alarms about lengths of other schedulers, from legacy texts to letters at a mail server.

import { expect, test } from "vitest";
import { readRoutes } from "#core/alerts/read-alerts.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { appendLog } from "#store/logs.sql.ts";
import { type Alerting, alerting } from "#test/support/alerting.ts";
import { finish, perform, start } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import {
  box,
  cmd,
  crontab,
  dated,
  folder,
  jil,
  readTranslated,
  xml,
} from "#test/support/translated.ts";

const channel = (name: string) =>
  `  ${name}: {mail: {to: [${name}@example.com], from: t@example.com, server: 127.0.0.1, port: PORT, tls: none}}\n`;

/** What was imported, deployed with its own routes; the control repository declares the channels and routes nothing else. */
async function imported(made: ReturnType<typeof jil>, ...channels: string[]): Promise<Alerting> {
  const it = await alerting(`channels:\n${channels.map(channel).join("")}`, {
    // Windows of jobs are no part of this: each may start whatever the clock says.
    pipelines: readTranslated(made).map((one) => ({
      ...one,
      tasks: one.tasks.map((task) => ({ ...task, gates: null })),
    })),
  });
  const { routes } = readRoutes(yamlText(made.files["routes.yaml"] ?? {}), new Set(channels));
  const { rows } = await it.at.pool.query("select id from trunkline.project");
  await putAlertSource(it.at.pool, { name: "project/1", project: rows[0].id, content: routes });
  return it;
}

const told = ({ letters }: Alerting): string[] =>
  letters
    .map((letter) => `${/^To: (.*)$/m.exec(letter)?.[1]} ${/^Subject: (.*)$/m.exec(letter)?.[1]}`)
    .toSorted();

/** As if what runs of it had begun so long before, and the time that this brings had come. */
async function began({ at }: Alerting, run: string, minutes: number): Promise<void> {
  for (const [table, key] of [
    ["run", "id"],
    ["task_run", "run_id"],
  ])
    await at.pool.query(
      `update trunkline.${table} set started_at = started_at - $2 * interval '1 minute' where ${key} = $1`,
      [run, minutes],
    );
  await at.pool.query("update trunkline.run_watch set next_at = now()");
  await at.judge();
}

test("AutoSys: notification_emailaddress_on_success and max_run_alarm reach who they name, one by one", async () => {
  await using it = await imported(
    jil(
      box("NIGHT", `${dated}\nnotification_emailaddress_on_success: boss@example.com`) +
        cmd("LOAD", "box_name: NIGHT\nnotification_emailaddress_on_success: ops@example.com") +
        cmd("POST", "box_name: NIGHT\ncondition: s(LOAD)\nmax_run_alarm: 80\nmin_run_alarm: 2"),
    ),
    ...["boss-example-com", "ops-example-com"],
  );
  // Alarms of AutoSys have no address: what has no kinds hears of them.
  await it.route(
    `channels:\n${["boss-example-com", "ops-example-com", "console"].map(channel).join("")}routes: [{name: console, to: [console]}]`,
  );
  const run = await it.at.run("night");
  await perform(it.at.pool, it.at.worker, run, 0);
  await it.at.judge();
  await eventually("LOAD", () => it.letters.length === 1);
  await start(it.at.pool, it.at.worker, run, 1);
  await began(it, run, 80);
  await eventually("POST is too long", () => it.letters.length === 2);
  const { rows } = await it.at.pool.query("select kind, state from trunkline.alert order by id");
  expect(rows).toEqual([
    { kind: "succeeded", state: "resolved" },
    { kind: "overrun", state: "open" },
  ]);
  await finish(it.at.pool, it.at.worker, { run, idx: 1, attempt: 1 });
  await it.at.judge();
  await eventually("NIGHT", () => it.letters.length === 4);
  const next = await it.at.run("night", new Date(Date.now() + 86_400_000));
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, next, idx);
  await it.at.judge();
  await eventually("the next NIGHT", () => it.letters.length === 7);
  expect(told(it)).toEqual([
    "boss-example-com@example.com [info] test/night succeeded (test)",
    "boss-example-com@example.com [info] test/night succeeded (test)",
    "console@example.com [warning] Over: test/night: POST runs for too long (test); it has ended",
    "console@example.com [warning] test/night: POST runs for too long (test)",
    "console@example.com [warning] test/night: POST was done too soon (test)",
    "ops-example-com@example.com [info] test/night: LOAD succeeded (test)",
    "ops-example-com@example.com [info] test/night: LOAD succeeded (test)",
  ]);
});

test("cron: MAILTO is told what a job printed, and nothing of one that was silent", async () => {
  const table = "MAILTO=ops\n1 5 * * * /opt/a\n";
  await using it = await imported(crontab(table, { ops: "ops-mail" }), "ops-mail");
  const { rows } = await it.at.pool.query("select name from trunkline.pipeline");
  const [{ name }] = rows as [{ name: string }];
  const silent = await it.at.run(name);
  await perform(it.at.pool, it.at.worker, silent, 0);
  await it.at.judge();
  const talking = await it.at.run(name, new Date(Date.now() + 60_000));
  await appendLog(it.at.pool, {
    ...{ runs: [talking], idxs: [0], attempts: [1], seqs: [1] },
    contents: [Buffer.from("copied 3 files, 1 error\n")],
  });
  await perform(it.at.pool, it.at.worker, talking, 0);
  await it.at.judge();
  await eventually("told", () => it.letters.length > 0);
  expect(it.letters).toHaveLength(1);
  expect(it.letters[0]).toMatch(/^Last lines:\n {2}copied 3 files, 1 error$/m);
  expect(it.letters[0]).not.toMatch(/^Error:/m);
  expect(it.letters[0]).toContain(`$ trunkline runs show ${talking}`);
});

test("Control-M: DOMAIL after OK, SHOUT of OK and of EXECTIME reach their channels, and nobody else's", async () => {
  const mail = '<DOMAIL DEST="boss@example.com" SUBJECT="done" MESSAGE="m"/>';
  await using it = await imported(
    xml(
      folder({
        J:
          `<ON STMT="*" CODE="OK">${mail}</ON>` +
          '<SHOUT WHEN="OK" DEST="OPER" MESSAGE="ok"/>' +
          '<SHOUT WHEN="EXECTIME" TIME=">030" DEST="EM" MESSAGE="long"/>',
      }),
    ),
    ...["boss-example-com", "em", "oper"],
  );
  const run = await it.at.run("f");
  await it.at.judge();
  await start(it.at.pool, it.at.worker, run, 0);
  await it.at.judge();
  await began(it, run, 29);
  expect(told(it)).toEqual([]);
  await began(it, run, 2);
  await eventually("too long", () => it.letters.length === 1);
  await finish(it.at.pool, it.at.worker, { run, idx: 0, attempt: 1 }, "failed");
  await it.at.judge();
  await eventually("too long is over", () => it.letters.length === 2);
  const next = await it.at.run("f", new Date(Date.now() + 86_400_000));
  await perform(it.at.pool, it.at.worker, next, 0);
  await it.at.judge();
  await eventually("successes", () => it.letters.length === 4);
  expect(told(it)).toEqual([
    "boss-example-com@example.com [info] test/f: J succeeded (test)",
    "em@example.com [warning] Over: test/f: J runs for too long (test); it has ended",
    "em@example.com [warning] test/f: J runs for too long (test)",
    "oper@example.com [info] test/f: J succeeded (test)",
  ]);
});

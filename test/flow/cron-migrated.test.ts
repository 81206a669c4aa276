// A crontab migrated from end to end, with the real daemon on the real clock: imported, observed, live by its own gate, and
// back. Only the days of its past are made: a log of cron's own lines, and a deployment that is dated before them. Its jobs write down each due time that they ran for: every one is there once, whoever was killed when.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cronDaemon } from "#test/support/cron-daemon.ts";
import {
  type CronEffect,
  cronEffects,
  cronHistory,
  writeCronJob,
} from "#test/support/cron-effects.ts";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { freePort } from "#test/support/free-port.ts";
import { trunkline } from "#test/support/trunkline.ts";
import { type Running, running } from "#test/support/up.ts";

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

const params = "dialect: debian\ntimezone: UTC\nformat: user\nuser: root\n";
const mapping = "users: {root: null}\n";
const gate =
  "gate: {businessDays: 1, monthEnd: false, minRuns: 100, parity: 100, simulatedMonths: 1}\n";
const wave = (stage: string, more: string): string =>
  `stage: ${stage}\nmembers: {pipelines: ["vm-*"]}\nguard: {slots: minutes, policy: nobody, ahead: 2h}\n${more}`;
const waveFile = "jobs/migration/waves/cron.yaml";

test("a crontab goes live and comes back: each due time has one effect, whoever is killed when", {
  timeout: 600_000,
}, async (context) => {
  await using stack = new AsyncDisposableStack();
  const estate = stack.use(new Estate(() => ({ "README.md": "Jobs of a host.\n" })));
  const at = (name: string) => estate.scratch(name);
  const jobs = [
    { name: "tick", script: at("tick.sh"), every: 1 },
    { name: "pair", script: at("pair.sh"), every: 2 },
  ];
  for (const { name, script } of jobs) writeCronJob(script, name, at("effects"));
  // Four days before now have a whole business day among them.
  const since = Date.now() - 4 * dayMs;
  const daemon = await cronDaemon(cronHistory(jobs, since, Date.now()));
  if (typeof daemon === "string") return context.skip(daemon);
  const cron = stack.use(daemon);
  const table = (before: (name: string) => string, ...more: string[]) =>
    [
      ...["SHELL=/bin/sh", "PATH=/usr/bin:/bin", 'MAILTO=""', ...more],
      ...jobs.map(({ name, script, every }) => `*/${every} * * * * ${before(name)}${script}`),
      "",
    ].join("\n");
  await cron.install(table(() => ""));

  const effects = () => cronEffects(at("effects"));
  /** Waits until the job of each minute has run on a side, for a due time from a moment on. */
  const ran = (side: CronEffect["side"], since: number): Promise<unknown> => {
    const so = () =>
      effects().some((one) => one.job === "tick" && one.side === side && one.due >= since);
    return eventually(`cron's job runs by ${side}`, so, 150_000).catch((error: Error) => {
      const said = [readFileSync(cron.log, "utf8").slice(-3_000), JSON.stringify(effects())];
      throw new Error([error.message, ...said, ...servers.map((one) => one.printed())].join("\n"));
    });
  };

  // Import what `crontab -l` prints, and deploy it from Git.
  mkdirSync(at("in"));
  writeFileSync(
    at("in/vm"),
    table(() => ""),
  );
  writeFileSync(at("params.yaml"), params);
  writeFileSync(at("mapping.yaml"), mapping);
  const imported = await trunkline([
    ...["import", "cron", at("in/vm"), "--out", `${estate.repository.path}/jobs`],
    ...["--params", at("params.yaml"), "--mapping", at("mapping.yaml")],
  ]);
  expect([imported.code, imported.stdout]).toEqual([0, expect.stringMatching(/^2 of 2 jobs/)]);
  const simulated = await trunkline([
    ...["import", "cron", at("in/vm"), "--params", at("params.yaml"), "--simulate", "--compare"],
    ...["--from", "2027-01-01", "--to", "2027-02-01"],
    ...["--record", `${estate.repository.path}/jobs/migration/simulation.json`],
  ]);
  expect([simulated.code, simulated.stderr]).toEqual([
    0,
    expect.stringMatching(/the same on both/),
  ]);
  const { repository } = estate;
  const deploy = (stage: string, more: string): string => {
    // Cron loses what is due while it is down; here it is made up for.
    for (const { name } of jobs) {
      const file = `jobs/pipelines/vm-${name}.yaml`;
      const text = readFileSync(`${repository.path}/${file}`, "utf8");
      repository.write({ [file]: text.replace("missed: none", "missed: all") });
    }
    return repository.commit({ [waveFile]: wave(stage, more) }, { message: stage });
  };
  deploy("observe", gate);
  const port = `${await freePort()}`;
  const servers: Running[] = [];
  const start = async () => {
    const server = estate.start("server", "--port", port, "--path", "jobs");
    servers.push(server);
    await server.said("Serving", 120_000);
  };
  const kill = async () => {
    servers.at(-1)?.child.kill("SIGKILL");
    await servers.at(-1)?.ended;
  };
  await start();
  await estate.started("worker");

  // Observe it, as if it had been deployed before the log begins: what would have started is written when a server starts.
  await kill();
  await estate.query("update trunkline.revision set applied_at = $1", [new Date(since - minuteMs)]);
  await estate.query("delete from trunkline.expected_until");
  await start();
  stack.use(
    running([
      ...["observe", cron.log, "--source", "vm", "--zone", "UTC", "--follow"],
      ...["--failures-logged", "--state", estate.state],
    ]),
  );
  const holds = async () => {
    const compared = await estate.cli.json<{ gate: { holds: boolean } }>("parity");
    return compared.length === jobs.length && compared.every(({ gate }) => gate.holds);
  };
  await eventually("the gate holds", holds, 120_000);

  // The guard is put in front, and has been answered once.
  const { stdout: guard } = await trunkline(["guard", "--print"]);
  writeFileSync(at("trunkline-guard"), guard, { mode: 0o755 });
  const settings = {
    TRUNKLINE_URL: `http://127.0.0.1:${port}`,
    TRUNKLINE_PROJECT: "jobs",
    TRUNKLINE_TOKEN_FILE: `${estate.state}/token`,
    TRUNKLINE_GUARD_DIR: at("guard"),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(at("guard.conf"), lines.join(""));
  const inFront = (name: string) => `${at("trunkline-guard")} --job vm-${name} -- `;
  for (const { name } of jobs)
    execFileSync(at("trunkline-guard"), ["--job", `vm-${name}`, "--renew"], {
      env: { ...process.env, ...settings },
    });
  await cron.install(table(inFront, `TRUNKLINE_GUARD_CONF=${at("guard.conf")}`));

  // What is to be done, and whether all is there, as somebody asks before the change is merged.
  const cutover = (act: string) =>
    estate.cli.call(["cutover", act, "cron", `${repository.path}/jobs`]);
  const planned = await cutover("plan");
  expect([planned.code, planned.stdout]).toEqual([
    0,
    expect.stringMatching("cron: observe → live"),
  ]);
  let checked = await cutover("check");
  await eventually(
    "the cut-over is ready, once no job is amid a run",
    async () => {
      checked = await cutover("check");
      return checked.code === 0;
    },
    60_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${checked.stdout}${checked.stderr}`);
  });

  // Away while it is the other scheduler's: the guard starts what it was granted.
  await kill();
  await ran("cron", Date.now());
  const live = deploy("live", gate);
  await start();
  await servers.at(-1)?.said(`@${live.slice(0, 12)}`);
  await ran("trunkline", 0);

  // Away while it is ours: nobody starts anything, and it is made up for. The revert is found at the start.
  await kill();
  const minute = Math.floor(Date.now() / minuteMs) + 1;
  await eventually("it is due", () => Date.now() > minute * minuteMs + 3_000, 70_000);
  const back = deploy("observe", gate);
  await start();
  await servers.at(-1)?.said(`@${back.slice(0, 12)}`);
  await ran("cron", minute * minuteMs);
  await ran("trunkline", minute * minuteMs);

  // Each due time between the first and the last has one effect.
  const all = effects();
  const [from, to] = [all[0]?.due ?? 0, Math.max(...all.map(({ due }) => due))];
  for (const { name, every } of jobs) {
    const dues = all.filter(({ job, due }) => job === name && due < to).map(({ due }) => due);
    const expected: number[] = [];
    for (let due = from; due < to; due += minuteMs)
      if ((due / minuteMs) % every === 0) expected.push(due);
    expect(dues.toSorted((a, b) => a - b)).toEqual(expected);
  }
  // From one side to the other and back.
  const sides = all
    .filter(({ job }) => job === "tick")
    .toSorted((a, b) => a.due - b.due)
    .map(({ side }) => side);
  expect(sides.filter((side, n) => side !== sides[n - 1])).toEqual(["cron", "trunkline", "cron"]);
  const count = async (query: string) =>
    (await estate.query<{ n: number }>(`select count(*)::int as n from ${query}`))[0]?.n;
  await eventually("what the guard started unasked is told", async () => {
    return (await count("trunkline.slot_claim where side = 'legacy' and unasked")) !== 0;
  });
  expect(await count("trunkline.audit where detail ->> 'once' = 'false'")).toBe(0);
  const acts = "select act, detail from trunkline.audit where act in ('go-live', 'refuse-live')";
  const pipelines = expect.arrayContaining(["vm-tick", "vm-pair"]);
  // By its gate: of an override it would have told.
  expect(await estate.query(acts)).toEqual([
    { act: "go-live", detail: { commit: live, wave: "cron", pipelines, jobs: 2 } },
  ]);
});

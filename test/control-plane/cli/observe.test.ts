// Logs of other schedulers that are read once, by the command, through a server.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const golden = (file: string) =>
  fileURLToPath(new URL(`../../golden/migrators/runlog/${file}`, import.meta.url));
const folder = temporaryDirectory();
const at = (name: string) => path.join(folder.path, name);

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({ "trunkline.yaml": "name: shop\n" });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const observe = (source: string, ...words: string[]) =>
  server.trunkline(["observe", ...words, "--source", source]);
const runs = (source: string) => server.json(["legacy-runs", "--source", source]);
const zone = ["--zone", "Europe/Berlin"];

test("cron: what the daemon logs of a run, and that the rest is not observable", async () => {
  const words = [golden("syslog"), "--from", "2026-12-31", ...zone];
  const read = await observe("host1", ...words);
  // Lines of another host and some that are none.
  expect([read.code, read.stdout]).toEqual([
    1,
    "3 runs of host1: 3 are new, of 0 more is known now\n",
  ]);
  expect(read.stderr).toContain("doesn't tell exit of its runs");
  const known = await runs("host1");
  expect(known).toMatchObject([
    { job: "/opt/backup.sh --all", login: "root", end: null, exitKnown: "unobservable" },
    { job: "/opt/poll", endKnown: "value", exit: null, outcome: null },
    { job: "cd /srv && ./load (now)", exit: 2, outcome: "failed", host: "host1" },
  ]);
  expect(known[2].lines).toHaveLength(3);
  const again = await observe("host1", ...words);
  expect(again.stdout).toBe("3 runs of host1: 0 are new, of 0 more is known now\n");
  expect(await runs("host1")).toEqual(known);
});

test("a log in UTF-16 with its mark, as Windows writes files, is read like any other", async () => {
  const text = Buffer.from(`\ufeff${readFileSync(golden("syslog-iso"), "utf8")}`, "utf16le");
  writeFileSync(at("little"), text);
  writeFileSync(at("big"), Buffer.from(text).swap16());
  await observe("of-utf8", golden("syslog-iso"));
  const jobs = async (source: string) =>
    (await runs(source)).map(({ job, start, lines }) => ({ job, start, lines }));
  const known = await jobs("of-utf8");
  expect(known.length).toBeGreaterThan(0);
  for (const name of ["little", "big"]) {
    await observe(name, at(name));
    expect(await jobs(name)).toEqual(known);
  }
});

test("cron: where failures are logged, what has none succeeded", async () => {
  const words = [golden("syslog"), "--from", "2026-12-31", ...zone, "--failures-logged"];
  await observe("host1-all", ...words);
  expect(await runs("host1-all")).toMatchObject([
    { endKnown: "absent", exitKnown: "absent", outcome: null },
    { exit: 0, outcome: "succeeded" },
    { exit: 2, outcome: "failed" },
  ]);
});

test.each(["syslog-iso", "journal.json", "cronie"])("cron: %s", async (file) => {
  const name = file.replaceAll(".", "-");
  const { stdout } = await observe(name, golden(file), "--from", "2026-11-20", ...zone);
  expect(stdout).not.toMatch(/^0 runs/);
  expect((await runs(name))[0]).toMatchObject({ source: name, start: expect.stringMatching(/Z$/) });
});

test("each host's log by its own zone, which is said once", async () => {
  const line = (host: string) => `Nov 20 02:00:01 ${host} CRON[7]: (root) CMD (/opt/a)\n`;
  const params = "timezone: UTC\nzones: {host1: Europe/Berlin, far: Asia/Tokyo}\n";
  writeFileSync(at("params.yaml"), params);
  const words = ["--from", "2026-11-20", "--kind", "cron"];
  const startOf = async (source: string) => (await runs(source))[0].start;
  const expected = { host1: "01:00:01", far: "17:00:01", other: "02:00:01" };
  for (const [source, time] of Object.entries(expected)) {
    writeFileSync(at(source), line(source === "far" ? "host9" : source));
    await observe(`z-${source}`, at(source), "--zones", at("params.yaml"), ...words);
    if (source === "far")
      // By the source's name, which goes before the host's.
      await observe("far", at(source), "--zones", at("params.yaml"), ...words);
    expect(await startOf(source === "far" ? "far" : `z-${source}`)).toContain(time);
  }
  await server.trunkline(["observe", at("host1"), "--source", "z-host1", ...words]);
  expect(await runs("z-host1")).toHaveLength(1);
});

test("AutoSys: the log of the scheduler, with the exit of each try", async () => {
  await observe("prd", golden("event_demon.PRD"), ...zone);
  const load = await server.json(["legacy-runs", "--source", "prd", "--job", "LOAD"]);
  expect(load.toSorted((a, b) => a.start.localeCompare(b.start))).toMatchObject([
    { run: "182054/1", exit: 1, outcome: "failed", status: "FAILURE", host: "m1" },
    { run: "182054/2", exit: 0, outcome: "succeeded", how: "again" },
  ]);
  const [hand] = await server.json(["legacy-runs", "--source", "prd", "--job", "HAND"]);
  // A job that was terminated has no exit code.
  expect(hand).toMatchObject({ outcome: "failed", exit: null, exitKnown: "unobservable" });
  const [night] = await server.json(["legacy-runs", "--source", "prd", "--job", "NIGHT"]);
  expect(night).toMatchObject({ endKnown: "absent", exitKnown: "absent" });
});

test("AutoSys: reports of autorep", async () => {
  await observe("prd-report", golden("autorep.txt"), ...zone);
  const [deep] = await server.json(["legacy-runs", "--source", "prd-report", "--job", "DEEP"]);
  expect(deep).toMatchObject({ exit: 1, outcome: "failed", end: "2026-11-20T01:00:09.000Z" });
});

test("Control-M: statuses by their business dates; a number of the exit they don't have", async () => {
  await observe("ctm", golden("statuses.json"), ...zone);
  expect(await runs("ctm")).toMatchObject([
    { job: "SALES/WAITS", date: "2026-11-20", start: null, endKnown: "absent" },
    { job: "SALES/SUB/DEEP", date: "2026-10-02", ordinal: 3, outcome: "failed" },
    { job: "SALES/LOAD", date: "2026-11-20", outcome: "succeeded", exitKnown: "unobservable" },
  ]);
});

test("Control-M: a job's log, each run of an order apart", async () => {
  await observe("job", golden("job-log.txt"), "--job", "SALES/LOAD", ...zone);
  const known = await runs("job");
  expect(
    known.toSorted((a, b) => a.run.localeCompare(b.run) || a.ordinal - b.ordinal),
  ).toMatchObject([
    { run: "4711", ordinal: 1, exit: 1, outcome: "failed", end: "2026-11-20T06:05:09.000Z" },
    { run: "4711", ordinal: 2, exit: 0, how: "again", start: "2026-11-20T07:00:09.000Z" },
    { run: "4712", ordinal: 1, start: null, outcome: "failed" },
  ]);
});

test("lists as CSV, of Control-M's Archive and of AutoSys' table of runs", async () => {
  await observe("archive", golden("archive.csv"), ...zone);
  expect(
    await server.json(["legacy-runs", "--source", "archive", "--job", "SALES/LOAD"]),
  ).toMatchObject([
    { ordinal: 2, exit: 3, outcome: "failed", run: "00a1", date: "2026-11-20" },
    { ordinal: 1, exit: 0, outcome: "succeeded" },
  ]);
  await observe("job-runs", golden("job_runs.csv"), ...zone);
  // That it is complete is said by whoever made the list.
  const spans = async () => {
    const pool = createPool(server.connectionString, { max: 1 });
    const { rows } = await pool.query("select job from trunkline.legacy_cover");
    await pool.end();
    return rows;
  };
  expect(await spans()).toEqual([]);
  await observe("job-runs", golden("job_runs.csv"), "--complete", ...zone);
  expect(await spans()).toContainEqual({ job: "LOAD" });
  expect(await server.json(["legacy-runs", "--source", "job-runs", "--job", "LOAD"])).toMatchObject(
    [
      { run: "182054/2", exit: 0, outcome: "succeeded", how: "again" },
      { run: "182054/1", exit: 1, outcome: "failed" },
    ],
  );
});

test("parts of one log in any order, one of them gzipped: a run that begins in one and ends in the next is one", async () => {
  const line = (second: string, what: string) =>
    `2026-11-20T02:00:${second}Z host1 CRON[7]: (root) ${what} (/opt/a)\n`;
  writeFileSync(at("syslog.1.gz"), gzipSync(line("01", "CMD")));
  writeFileSync(at("syslog"), line("09", "END"));
  await observe("parts", at("syslog"), at("syslog.1.gz"), "--kind", "cron");
  expect(await runs("parts")).toMatchObject([
    { start: "2026-11-20T02:00:01.000Z", end: "2026-11-20T02:00:09.000Z" },
  ]);
  const [source] = await server.json(["legacy-runs", "--sources", "--source", "parts"]);
  expect(source).toMatchObject({ gaps: 1, watermark: "2026-11-20T02:00:09.000Z", runs: 1 });
});

test("a half line at the end of a log that grows is left, and said", async () => {
  const text = readFileSync(golden("event_demon.PRD"), "utf8").split("\n");
  const end = text.findIndex((line) => line.includes("FAILURE"));
  writeFileSync(at("half"), text.slice(0, end + 1).join("\n"));
  const { stderr } = await observe("half", at("half"), ...zone);
  expect(stderr).toContain("a line without its end was left");
  const [load] = await server.json(["legacy-runs", "--source", "half", "--job", "LOAD"]);
  expect(load).toMatchObject({ end: null, exit: null });
});

test("a syslog with other programs' lines at its head is one by its kind, and its last line says how far it goes", async () => {
  const noise = Array.from({ length: 2_000 }, (_, n) => {
    const second = String(n % 60).padStart(2, "0");
    return `2026-11-20T02:${String(Math.floor(n / 60)).padStart(2, "0")}:${second}Z host1 sshd[1]: Accepted a key of somebody\n`;
  });
  const own = "2026-11-20T02:33:20Z host1 CRON[9]: (root) CMD (/opt/late)\n";
  writeFileSync(at("noisy"), `${noise.join("")}${own}${noise[0]?.replace("02:00:00", "02:40:00")}`);
  const refused = await observe("noisy", at("noisy"));
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("--kind cron")]);
  await observe("noisy", at("noisy"), "--kind", "cron");
  expect(await runs("noisy")).toMatchObject([{ job: "/opt/late" }]);
  const [source] = await server.json(["legacy-runs", "--sources", "--source", "noisy"]);
  expect(source).toMatchObject({ watermark: "2026-11-20T02:40:00.000Z" });
});

test("a followed log says where it goes on from when it is stopped and started again", async () => {
  writeFileSync(at("grows"), "2026-11-20T02:00:01Z host1 CRON[7]: (root) CMD (/opt/a)\n");
  for (const said of ["following", "from where it was read to"]) {
    const stop = new AbortController();
    const words = ["observe", at("grows"), "--source", "grows", "--follow"];
    const ended = server.trunkline(words, stop.signal);
    const isTold = async () => (await runs("grows")).length === 1;
    await eventually("its run is told", isTold);
    stop.abort(new Error("stopped"));
    expect((await ended).stderr).toContain(said);
  }
  expect(await runs("grows")).toMatchObject([{ job: "/opt/a" }]);
});

test("a source is retired and resumed by its name alone", async () => {
  await observe("ends", golden("syslog-iso"));
  const source = async () =>
    (await server.json(["legacy-runs", "--sources", "--source", "ends"]))[0];
  expect((await server.trunkline(["observe", "--retire", "ends"])).stderr).toContain("no more");
  expect((await source()).retiredAt).toMatch(/Z$/);
  expect((await observe("ends", golden("syslog-iso"))).stderr).toContain("is retired");
  expect((await server.trunkline(["observe", "--resume", "ends"])).code).toBe(0);
  expect((await source()).retiredAt).toBeNull();
});

test.each([
  [[], "which log?"],
  [["x", "--retire", "a"], "go alone"],
  [["x"], "--source is missing"],
  [["nowhere", "--source", "a"], "can't read nowhere"],
  [[golden("syslog"), "--source", "a", "--kind", "autosys"], "no log of autosys"],
  [[golden("syslog"), "--source", "a"], "say it with --zone"],
  [[golden("syslog"), "--source", "a", "--zone", "Berlin"], "is no time zone"],
  [[golden("job-log.txt"), "--source", "a", ...zone], "say it with --job"],
  [[golden("syslog"), golden("statuses.json"), "--source", "a"], "several schedulers"],
  [[golden("statuses.json"), "--source", "a", "--follow", ...zone], "doesn't grow"],
])("%j is refused: %s", async (words, why) => {
  const { code, stderr } = await server.trunkline(["observe", ...words]);
  expect([code === 0, stderr]).toEqual([false, expect.stringContaining(why)]);
});

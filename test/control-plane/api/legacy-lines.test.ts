// Logs of other schedulers as bytes, from hosts with nothing but a shell and curl.

import { execFile } from "node:child_process";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mostLogBytes } from "#api/lines-shapes.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([pipeline("poll", [task("a")])]);
});
afterAll(() => api[Symbol.asyncDispose]());

const sources = "/projects/test/legacy-sources";
const give = (source: string, query: string, payload: string | Buffer) =>
  api.inject({
    ...{ method: "POST", url: `/api/v1${sources}/${source}/lines?${query}`, payload },
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/x-www-form-urlencoded",
    },
  });
const list = async (source: string) =>
  (await api.get(`/projects/test/legacy-runs?source=${source}`)).body.items;
const view = async (source: string) => (await api.get(`${sources}?name=${source}`)).body.items[0];
const golden = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../golden/migrators/runlog/${file}`, import.meta.url)));

const line = (second: string, what: string, pid = 7) =>
  `2026-11-20T02:00:${second}Z host1 CRON[${pid}]: (root) ${what} (/opt/a)\n`;

test("a log is kept once however often it is given; half a line is left, and whole the next time", async () => {
  const half = `${line("01", "CMD")}${line("09", "END").slice(0, 40)}`;
  const { body } = await give("whole", "kind=cron", half);
  expect(body).toMatchObject({ runs: 1, added: 1, changed: 0, unread: 0, next: 56, left: 40 });
  expect(await list("whole")).toMatchObject([{ job: "/opt/a", end: null }]);
  const whole = line("01", "CMD") + line("09", "END");
  expect((await give("whole", "", whole)).body).toMatchObject({ added: 0, changed: 1, left: 0 });
  const known = await list("whole");
  expect(known).toMatchObject([{ end: "2026-11-20T02:00:09.000Z", lines: expect.any(Array) }]);
  expect((await give("whole", "", whole)).body).toMatchObject({ added: 0, changed: 0 });
  expect(await list("whole")).toEqual(known);
  expect(await view("whole")).toMatchObject({ watermark: "2026-11-20T02:00:09.000Z", runs: 1 });
});

test.each([
  ["cron", "syslog", "zone=Europe/Berlin&from=2026-12-31"],
  ["cron", "journal.json", ""],
  ["autosys", "event_demon.PRD", "zone=Europe/Berlin"],
  ["autosys", "autorep.txt", "zone=Europe/Berlin"],
  ["control-m", "statuses.json", "zone=Europe/Berlin"],
  ["control-m", "job-log.txt", "zone=Europe/Berlin&job=SALES/LOAD"],
  ["control-m", "archive.csv", "zone=Europe/Berlin"],
])("%s: %s by the same reader as the command's", async (kind, file, query) => {
  const name = file.replaceAll(/[._]/g, "-").toLowerCase();
  const { status, body } = await give(name, `kind=${kind}&${query}`, golden(file));
  expect([status, body.added]).toEqual([200, expect.toSatisfy((n) => n > 0)]);
  expect((await list(name)).length).toBe(body.added);
});

test("part by part: a run that begins in one part ends in the next, whatever is between", async () => {
  const log = Buffer.from(line("01", "CMD") + line("02", "CMD", 8) + line("09", "END"));
  let next = 0;
  for (const end of [80, 140, log.length]) {
    const query = `kind=cron&log=17&offset=${next}`;
    const { status, body } = await give("parts", query, log.subarray(next, end));
    expect(status).toBe(200);
    next = body.next;
  }
  expect(next).toBe(log.length);
  expect(await list("parts")).toMatchObject([
    { run: "host1 8", end: null },
    { run: "host1 7", end: "2026-11-20T02:00:09.000Z" },
  ]);
  expect(await view("parts")).toMatchObject({ gaps: 0, position: { offset: next, log: "17" } });
  // Its answer was lost: the caller is told where to go on.
  const again = await give("parts", "log=17&offset=56", log.subarray(56));
  expect([again.status, again.body.detail]).toEqual([409, `the log goes on at byte ${next}`]);
  const other = await give("parts", `log=18&offset=${next}`, "");
  expect([other.status, other.body.hint]).toEqual([409, expect.stringContaining("`offset=0`")]);
  const rotated = await give("parts", "log=18&offset=0&rotated=true", line("30", "END", 8));
  expect(rotated.body).toMatchObject({ changed: 1 });
  expect(await view("parts")).toMatchObject({ gaps: 0, position: { offset: 56, log: "18" } });
  const lost = await give("parts", "log=19&offset=0", line("50", "CMD", 9));
  expect([lost.status, await view("parts")]).toMatchObject([200, { gaps: 1 }]);
});

test.each([
  ["", "nothing of it is known", "is no log of runs that is known"],
  ["kind=cron", golden("syslog"), "nothing says of which zone"],
  ["kind=cron&zone=Europe/Berlin", golden("syslog"), "have no year"],
  ["kind=autosys&zone=Europe/Berlin", golden("syslog"), "no log of autosys"],
  ["kind=control-m&zone=Europe/Berlin", golden("job-log.txt"), "which job"],
  ["kind=control-m&zone=Europe/Berlin&offset=0", golden("statuses.json"), "is given whole"],
  ["zone=Nowhere", golden("autorep.txt"), "no time zone"],
  ["from=today", golden("autorep.txt"), "not a date"],
])("%s is refused: %#", async (query, payload, why) => {
  const { status, body } = await give("refused", query, payload);
  expect([status, body.detail]).toEqual([422, expect.stringContaining(why)]);
  expect(await view("refused")).toBeUndefined();
});

test("a body beyond the limit is refused before it is read", async () => {
  const { status, body } = await give("large", "kind=cron", Buffer.alloc(mostLogBytes + 1, 10));
  expect(status).toBe(413);
  // Also what can't be given part by part has a way.
  expect(body).toMatchObject({
    detail: "a request takes 16 MiB of a log",
    hint: expect.stringMatching(/`offset`.*one order date or folder at a time/),
  });
});

test("the script of the documentation gives each line once, through half lines and a rotation", async (context) => {
  const run = promisify(execFile);
  const has = await run("curl", ["--version"]).catch(() => null);
  if (!has) return context.skip("curl is not installed");
  await using folder = temporaryDirectory();
  const docs = fileURLToPath(new URL("../../../docs/migration/observe.md", import.meta.url));
  const script = /^#!\/bin\/sh\n[\s\S]*?(?=^```)/m.exec(readFileSync(docs, "utf8"))?.[0] ?? "";
  writeFileSync(path.join(folder.path, "give"), script);
  const log = path.join(folder.path, "syslog");
  const url = await api.api.listen({ host: "127.0.0.1", port: 0 });
  const env = {
    ...{ PATH: process.env.PATH, TOKEN: token, URL: `${url}/api/v1${sources}`, SOURCE: "script" },
    ...{ LOG: log, ABOUT: "kind=cron" },
  };
  const tell = () => run("sh", [path.join(folder.path, "give")], { env });
  writeFileSync(log, line("01", "CMD"));
  await tell();
  appendFileSync(log, line("09", "END").slice(0, 30));
  await tell();
  appendFileSync(log, line("09", "END").slice(30) + line("20", "CMD", 8));
  await tell();
  appendFileSync(log, line("25", "CMD", 9));
  renameSync(log, `${log}.1`);
  writeFileSync(log, line("30", "END", 8));
  await tell();
  await tell();
  expect(await list("script")).toMatchObject([
    { run: "host1 9", end: null },
    { run: "host1 8", end: "2026-11-20T02:00:30.000Z" },
    { run: "host1 7", end: "2026-11-20T02:00:09.000Z" },
  ]);
  expect(await view("script")).toMatchObject({ gaps: 0, watermark: "2026-11-20T02:00:30.000Z" });
});

// Bridges between two schedulers on a real server: an event that the other one raises is there once, however often it is
// told, and what it left behind is measured where it is and told with its run.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const folder = temporaryDirectory();
let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/close.yaml": `name: close
legacy: {system: control-m, job: GL/CLOSE}
tasks:
  close:
    run: "true"
    shadow:
      sideEffects: none
      outputs:
        - {name: report, file: "out/\${{ run.date }}.csv", normalize: [line-endings, sort-lines]}
        - {name: stdout, stdout: true}
`,
    "pipelines/waits.yaml":
      "name: waits\nawaits: {event: 'ended:GL/FEED'}\ntasks: {a: {run: 'true'}}\n",
    "pipelines/after.yaml":
      "name: after\ntriggers: [{after: {event: LEDGER-OPEN}}]\ntasks: {a: {run: 'true'}}\n",
  });
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const events = async () =>
  (await server.json(["events"])).map(({ event, name, date }) => `${event ?? name} ${date}`);

test("an event that another scheduler raises is there once for its date, also after it was cleared", async () => {
  const header = join(folder.path, "header");
  const token = readFileSync(join(server.state, "token"), "utf8").trim();
  writeFileSync(header, `Authorization: Bearer ${token}\n`, { mode: 0o600 });
  const words = ["--for", "control-m", "--url", server.url, "--token-file", header];
  const printed = await server.trunkline(["bridge", "print", "LEDGER-OPEN", ...words]);
  const line = printed.stdout.trim().replaceAll("%%$ODATE", "20261127");
  const byCurl = () => promisify(execFile)("sh", ["-c", line]);
  await byCurl();
  await byCurl();
  expect(await events()).toEqual(["LEDGER-OPEN 2026-11-27"]);
  expect((await server.trunkline(["events", "clear", "LEDGER-OPEN"])).code).toBe(0);
  await byCurl();
  const again = ["events", "raise", "LEDGER-OPEN", "--date"];
  expect((await server.trunkline([...again, "2026-11-27"])).code).toBe(0);
  expect(await events()).toEqual([]);
  const second = await server.trunkline([...again, "20261127", "--ordinal", "2"]);
  expect(second).toMatchObject({ code: 0, stdout: "LEDGER-OPEN (2026-11-27)\n" });
  expect(await events()).toEqual(["LEDGER-OPEN 2026-11-27"]);
  expect((await server.trunkline([...again, "271126"])).stderr).toContain("is not a date");
});

test("what the other scheduler's job left is measured as the spec declares, and told with its run", async () => {
  mkdirSync(join(folder.path, "out"));
  writeFileSync(join(folder.path, "out/2026-11-27.csv"), "b\r\na\r\n");
  writeFileSync(join(folder.path, "written"), "done\n");
  const found = await server.json([
    ...["digest", "close/close", server.repository.path, "--date", "2026-11-27"],
    ...["--in", folder.path, "--written", join(folder.path, "written")],
  ]);
  const sha = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
  expect(found).toEqual([
    { name: "report", digest: sha("a\nb\n"), bytes: 4, rows: 2 },
    { name: "stdout", digest: sha("done\n"), bytes: 5, rows: 1 },
  ]);
  const token = readFileSync(join(server.state, "token"), "utf8").trim();
  const run = { job: "GL/CLOSE", run: "s:1", date: "2026-11-27", start: "2026-11-27T06:00:00Z" };
  const put = async (more: { job?: string; [key: string]: unknown }) => {
    const answer = await fetch(`${server.url}/api/v1/projects/shop/legacy-runs`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({
        source: { name: "ctm", kind: "control-m" },
        runs: [{ ...run, ...more }],
      }),
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  expect(await put({ exit: 0 })).toMatchObject({ added: 1 });
  expect(await put({ outputs: found })).toMatchObject({ changed: 1 });
  expect(await put({ outputs: found })).toMatchObject({ added: 0, changed: 0 });
  const [shown] = await server.json(["legacy-runs", "--job", "GL/CLOSE"]);
  expect(shown).toMatchObject({ exit: 0, outputs: found });

  // What a pipeline awaits of the other scheduler is there once it has ended well.
  await put({ job: "GL/FEED", end: "2026-11-27T06:01:00Z", outcome: "failed", exit: 3 });
  await put({ job: "GL/OTHER", end: "2026-11-27T06:01:00Z", exit: 0 });
  expect(await events()).not.toContain("ended:GL/FEED 2026-11-27");
  const again = { job: "GL/FEED", run: "s:2", end: "2026-11-27T06:09:00Z", exit: 0 };
  await put(again);
  await put(again);
  expect(await events()).toContain("ended:GL/FEED 2026-11-27");
  expect((await events()).filter((event) => event.startsWith("ended:"))).toHaveLength(1);

  const missing = await server.trunkline([
    ...["digest", "close", server.repository.path, "--date", "2026-11-26", "--in", folder.path],
  ]);
  expect(missing.code).toBe(1);
  expect(missing.stdout).toContain("It is not there.");
});

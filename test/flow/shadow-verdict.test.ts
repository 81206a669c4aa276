// A run in shadow all the way to its verdict: a real worker runs a real command, which writes errors and a secret as well, beside
// a run of the other scheduler whose guard took the digest of its standard output.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { startShadowRuns } from "#store/shadow.sql.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const secret = "a token of some length";
const command = 'echo "rows 3 $TOKEN"; echo "a warning" >&2; printf "no end"';
const spec = (name: string, outputs: string) => `name: ${name}
triggers: [{schedule: {every: 1s}}]
legacy: {system: autosys, job: ${name.toUpperCase()}}
tasks:
  post:
    run: '${command}'
    secrets: [gl/token]
    shadow: {sideEffects: none, outputs: [${outputs}]}
`;
const gl = "migration/waves/gl.yaml";
const wave = (stage: string) => `stage: ${stage}\nmembers: {pipelines: [close, other]}\n`;

let server: ServerUnderTest;
let pool: pg.Pool;
beforeAll(async () => {
  process.env.TRUNKLINE_SECRET_GL__TOKEN = secret;
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/close.yaml": spec("close", "{name: stdout, stdout: true}"),
    "pipelines/other.yaml": spec(
      "other",
      "{name: lines, stdout: true, digest: rows}, {name: sorted, stdout: true, normalize: [sort-lines]}",
    ),
    [gl]: wave("shadow"),
  });
  pool = new pg.Pool({ connectionString: server.connectionString });
}, 60_000);
afterAll(async () => {
  delete process.env.TRUNKLINE_SECRET_GL__TOKEN;
  await pool.end();
  await server[Symbol.asyncDispose]();
});

interface Start {
  id: string;
  due_at: Date;
}

/** What the server's loop does once a minute, until a run in shadow has ended. @returns the start that it was made for */
async function shadowed(name: string): Promise<Start & { run: string }> {
  let run: string | undefined;
  await eventually("a run in shadow starts", async () => {
    const now = (await pool.query<{ now: Date }>("select now()")).rows[0]?.now as Date;
    await expectStarts({ pool, readPipeline: createDefinitions(pool).pipeline, now });
    const started = (await startShadowRuns(pool, { limit: 10 })).map(({ run_id }) => run_id);
    const { rows } = await pool.query(
      "select r.id from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id where p.name = $1 and r.id = any ($2)",
      [name, started],
    );
    run = rows[0]?.id;
    return run !== undefined;
  });
  await eventually("it ends", async () => {
    const { rows } = await pool.query("select finished_at from trunkline.run where id = $1", [run]);
    return rows[0].finished_at !== null;
  });
  const { rows } = await pool.query<Start>(
    `select e.id, e.due_at from trunkline.expected_start e join trunkline.run r on r.slot = 's:' || e.slot
      where r.id = $1 and e.pipeline_id = r.pipeline_id and e.task = ''`,
    [run],
  );
  return { ...(rows[0] as Start), run: run as string };
}

/** As `trunkline-guard --digest` takes it: of the bytes that the command writes to standard output. */
const guarded = (text: string): string =>
  createHash("sha256")
    .update(execFileSync("/bin/sh", ["-e", "-c", text], { env: { TOKEN: secret }, stdio: "pipe" }))
    .digest("hex");

async function told(at: Date, digest: string, key: string): Promise<void> {
  const source = (kind: string) =>
    pool.query(
      `insert into trunkline.legacy_source (project_id, name, kind)
       select p.project_id, $1, $1 from trunkline.pipeline p on conflict do nothing`,
      [kind],
    );
  await source("guard");
  await source("autosys");
  const put = (kind: string, start: Date, sum: string | null, how: string | null, name: string) =>
    pool.query(
      `insert into trunkline.legacy_run (project_id, source_id, key, job, started_at, ended_at, end_known, exit, exit_known, outcome, how, digest)
       select s.project_id, s.id, $2, 'CLOSE', $3::timestamptz, $3::timestamptz + interval '1 second', 'value', 0, 'value', 'succeeded', $4, $5
         from trunkline.legacy_source s where s.kind = $1`,
      [kind, name, start, how, sum],
    );
  // Earlier ones say how long it takes; somebody forced them, so that they are nobody's.
  for (let n = 1; n <= 6; n++)
    await put("autosys", new Date(at.getTime() - n * 3_600_000), null, "forced", `${key}-${n}`);
  await put("guard", at, digest, null, key);
}

/** Of the start. */
async function verdictOf(due: Date) {
  const day = due.toISOString().slice(0, 10);
  const pairs = await server.json(["parity", "close", "--from", day, "--to", day]);
  return pairs.find((one: { due: string | null }) => one.due === due.toISOString());
}

test("equal standard output matches, whatever was written to standard error and masked in the log; another one differs", async () => {
  const first = await shadowed("close");
  const log = await server.trunkline(["logs", first.run]);
  expect(log.stdout).toContain("a warning");
  expect(log.stdout).not.toContain(secret);
  const sum = guarded(command);
  await told(first.due_at, sum, "first");
  expect(await verdictOf(first.due_at)).toMatchObject({
    ...{ verdict: "match", said: "match", differences: [], notObservable: [] },
  });

  const second = await shadowed("close");
  await told(second.due_at, guarded(`${command}; echo more`), "second");
  expect(await verdictOf(second.due_at)).toMatchObject({
    ...{ verdict: "differs", differences: [{ field: "output" }] },
  });
}, 120_000);

test("lines are counted as they are; what is normalized is kept until then, and so has no secret", async () => {
  const { run } = await shadowed("other");
  expect(await server.json(["runs", "show", run, "--outputs"])).toMatchObject([
    { name: "lines", rows: 2, bytes: `rows 3 ${secret}\nno end`.length },
    { name: "sorted", rows: 2, bytes: "no end\nrows 3 ***\n".length },
  ]);
}, 120_000);

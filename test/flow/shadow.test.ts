// Shadow on a real repository, a real database and real processes: what is declared away never runs, what is declared
// instead does, and nothing but the run itself comes of it.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { parityShadows } from "#store/parity.sql.ts";
import { startShadowRuns } from "#store/shadow.sql.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const folder = temporaryDirectory();
const effects = join(folder.path, "effects");
const gl = "migration/waves/gl.yaml";
const wave = (stage: string) => `stage: ${stage}\nmembers: {pipelines: [close]}\n`;

const close = `name: close
triggers: [{schedule: {every: 1s}}]
tasks:
  extract:
    run: echo real extract >> ${effects}
    shadow:
      run: |
        echo shadow extract $TRUNKLINE_SHADOW >> ${effects}
        mkdir out; printf 'b,10:30\\r\\na,11:45\\r\\n' > out/$TRUNKLINE_DATE.csv; echo x > out/x.csv
        echo rows
      outputs:
        - {name: stdout, stdout: true}
        - name: report
          file: "out/\${{ run.date }}.csv"
          normalize: [line-endings, {replace: '\\d\\d:\\d\\d', with: T}, sort-lines]
        - {name: files, glob: out/*.csv, digest: files}
        - {name: missing, file: out/none.csv, digest: rows}
  load:
    needs: [extract]
    run: echo $TARGET load >> ${effects}
    env: {TARGET: real}
    emits: [{event: loaded}]
    sets: {newest: "\${{ run.date }}"}
    writes: [orders]
    shadow: {env: {TARGET: sandbox}}
  mail:
    needs: [load]
    run: echo real mail >> ${effects}
  post:
    needs: [load]
    run: echo real post >> ${effects}
    shadow: {skip: true}
  check:
    needs: [mail, post]
    run: echo check \${TRUNKLINE_SHADOW:-live} >> ${effects}
    shadow: {sideEffects: none}
`;

interface ShownTask {
  name: string;
  state: string;
  attempts: { message: string | null }[];
}

let server: ServerUnderTest;
let pool: pg.Pool;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/close.yaml": close,
    "pipelines/after.yaml":
      "name: after\ntriggers: [{after: {pipeline: close}}, {after: {event: loaded}}]\ntasks: {a: {run: 'true'}}\n",
    [gl]: wave("observe"),
  });
  pool = new pg.Pool({ connectionString: server.connectionString });
}, 60_000);
afterAll(async () => {
  await pool.end();
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function stage(name: string): Promise<void> {
  server.repository.commit({ [gl]: wave(name) });
  const { stderr, code } = await server.trunkline(["sync", "shop"]);
  expect(code, stderr).toBe(0);
}

/** What the server's loop does once a minute. */
async function look(): Promise<string[]> {
  const now = (await pool.query<{ now: Date }>("select now()")).rows[0]?.now as Date;
  await expectStarts({ pool, readPipeline: createDefinitions(pool).pipeline, now });
  return (await startShadowRuns(pool, { limit: 10 })).map(({ run_id }) => run_id);
}

const said = (): string[] => {
  try {
    return readFileSync(effects, "utf8").trim().split("\n");
  } catch {
    return [];
  }
};

const query = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows;

async function shadowRun(): Promise<string> {
  let run: string | undefined;
  await eventually("a run in shadow starts", async () => {
    [run] = await look();
    return run !== undefined;
  });
  await eventually("it ends", async () => {
    const [row] = await query("select finished_at from trunkline.run where id = $1", [run]);
    return row.finished_at !== null;
  });
  return run as string;
}

test("observe, shadow, observe: only what is declared instead has run, and nothing has come of it", async () => {
  await eventually("starts are expected", async () => {
    expect(await look()).toEqual([]);
    return (await query("select from trunkline.expected_start")).length > 0;
  });

  await stage("shadow");
  const run = await shadowRun();
  expect(said()).toEqual(["shadow extract 1", "sandbox load", "check 1"]);
  const [shown] = await server.json(["runs", "show", run]);
  expect(shown).toMatchObject({ trigger: "shadow", state: "succeeded" });
  expect(
    shown.tasks.map((task: ShownTask) => [
      ...[task.name, task.state],
      task.attempts.at(-1)?.message ?? null,
    ]),
  ).toEqual([
    ["extract", "succeeded", null],
    ["load", "succeeded", null],
    ["mail", "skipped", "not run in shadow: it declares no `shadow`"],
    ["post", "skipped", "not run in shadow: it is skipped"],
    ["check", "succeeded", null],
  ]);
  const sha = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const measured = await server.json(["runs", "show", run, "--outputs"]);
  const none = { bytes: null, rows: null, files: null, problem: null };
  expect(measured).toEqual([
    {
      ...{ ...none, task: "extract", name: "files", files: 2, bytes: 0 },
      digest: sha(`${shown.date}.csv\nx.csv\n`),
    },
    { ...none, task: "extract", name: "missing", digest: null, problem: "It is not there." },
    { ...none, task: "extract", name: "report", digest: sha("a,T\nb,T\n"), bytes: 8, rows: 2 },
    { ...none, task: "extract", name: "stdout", digest: sha("rows\n"), bytes: 5, rows: 1 },
  ]);
  const starts = await query(
    `select e.id from trunkline.expected_start e join trunkline.run r on r.slot = 's:' || e.slot
      where r.id = $1 and e.pipeline_id = r.pipeline_id and e.task = ''`,
    [run],
  );
  // What is compared of it: also what could not be measured.
  expect(await parityShadows(pool, { starts: starts.map(({ id }) => id) })).toMatchObject([
    {
      // Of a whole run of which tasks are passed over nothing but the start is compared.
      ...{ state: "succeeded", ending: "iced", exit: null },
      outputs: measured.map(({ name, digest }: { name: string; digest: string | null }) => ({
        name,
        digest,
      })),
    },
  ]);
  expect(await query("select from trunkline.event")).toEqual([]);
  expect(await query("select from trunkline.variable")).toEqual([]);
  expect(await query("select from trunkline.asset_update")).toEqual([]);
  expect(await query("select distinct trigger_kind from trunkline.run")).toEqual([
    { trigger_kind: "shadow" },
  ]);

  await stage("observe");
  const before = said();
  expect(await look()).toEqual([]);
  expect(said()).toEqual(before);
});

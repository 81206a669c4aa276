// What ran here in shadow beside what the other scheduler ran: exit codes and outputs decide, and what a side can't tell is no match.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DayVerdicts } from "#core/parity/days.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { keepParity } from "#engine/keep-parity.ts";
import { parityShadows } from "#store/parity.sql.ts";
import { putRunOutputs, startShadowRuns } from "#store/shadow.sql.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const minute = 60_000;

let database: TestDatabase;
let db: TestDatabase["pool"];
/** In the past, but so near that what is due then still runs in shadow. */
let due: number;
let date: string;
beforeAll(async () => {
  database = await testDatabase();
  db = database.pool;
  due = Math.floor(Date.now() / minute) * minute - 26 * 60 * minute;
  date = new Date(due).toISOString().slice(0, 10);
  const measured = task("only", {
    measures: [{ name: "stdout", of: "stdout", digest: "sha256", normalize: [] }],
  });
  await deploy(db, [
    pipeline("close", [measured], {
      wave: { name: "gl", stage: "shadow" },
      legacy: { system: "autosys", job: "CLOSE" },
    }),
  ]);
  await db.query(
    `insert into trunkline.legacy_job (pipeline_id, task, project_id, system, job)
     select p.id, '', p.project_id, 'autosys', 'CLOSE' from trunkline.pipeline p on conflict do nothing`,
  );
  await db.query(
    `insert into trunkline.expected_until (pipeline_id, pipeline_revision_id, since, until)
     select p.id, p.pipeline_revision_id, $1, $1 from trunkline.pipeline p on conflict do nothing`,
    [new Date(due - 100 * minute)],
  );
  await db.query(
    `insert into trunkline.shadow_definition (pipeline_id, deployed_revision_id, pipeline_revision_id, awaiting)
     select p.id, p.pipeline_revision_id, p.pipeline_revision_id, '{}' from trunkline.pipeline p on conflict do nothing`,
  );
  await db.query(
    `insert into trunkline.legacy_source (project_id, name, kind)
     select j.id, k, k from trunkline.project j cross join unnest('{autosys, guard}'::text[]) k`,
  );
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  await db.query(
    `truncate trunkline.expected_start, trunkline.legacy_run, trunkline.parity_day, trunkline.parity_job, trunkline.parity_stale,
              trunkline.run_output`,
  );
  await db.query("delete from trunkline.run");
  await db.query(
    `insert into trunkline.expected_start (pipeline_id, task, slot, business_date, due_at, waits, pipeline_revision_id)
     select p.id, '', 'once', $2::date, $1::timestamptz, false, p.pipeline_revision_id from trunkline.pipeline p`,
    [new Date(due), date],
  );
  // Earlier runs there say how long it takes; somebody forced them, so that they are nobody's.
  for (let n = 1; n <= 6; n++)
    await there({ key: `before-${n}`, at: due - n * minute, how: "forced" });
});

interface There {
  key?: string;
  at?: number;
  how?: string | null;
  exit?: number | null;
  digest?: string | null;
  outputs?: unknown[];
  kind?: "autosys" | "guard";
}

const there = ({
  key = "it",
  at = due,
  how = null,
  exit = 0,
  digest: told = null,
  outputs = [],
  kind = "autosys",
}: There) =>
  db.query(
    `insert into trunkline.legacy_run (project_id, source_id, key, job, started_at, ended_at, end_known, exit, exit_known, how, digest, outputs)
     select s.project_id, s.id, $1, 'CLOSE', $2::timestamptz, $2::timestamptz + interval '10 seconds', 'value', $3::int,
            case when $3::int is null then 'unobservable' else 'value' end, $4, $5, $6
       from trunkline.legacy_source s where s.kind = $7`,
    [key, new Date(at), exit, how, told, JSON.stringify(outputs), kind],
  );

/** Runs it in shadow, as far as the database sees it. */
async function here(exit: number | null, out: string | null): Promise<void> {
  const [started] = await startShadowRuns(db, { limit: 10 });
  const run = started?.run_id as string;
  if (exit === null) return;
  const one = {
    names: ["stdout"],
    bytes: [null] as never,
    rows: [null] as never,
    files: [null] as never,
  };
  await putRunOutputs(db, {
    ...{ run, idx: 0, attempt: 1, ...one },
    digests: [out] as string[],
    problems: [out === null ? "It is gone." : null] as string[],
  });
  const state = exit === 0 ? "succeeded" : "failed";
  await db.query(
    `update trunkline.task_run set state = $2::trunkline.task_state, ending = 'exited', exit_code = $3, attempt = 1,
            started_at = now() - interval '10 seconds', finished_at = now() where run_id = $1`,
    [run, state, exit],
  );
  await db.query(
    `update trunkline.run set state = $2::trunkline.run_state, open_tasks = 0, finished_at = now() where id = $1`,
    [run, state],
  );
}

/** What is said of the start, newest. */
async function judged(): Promise<unknown> {
  const { pipeline: readPipeline } = createDefinitions(db);
  await keepParity({ pool: db, readPipeline, now: new Date(due + 48 * 60 * minute) });
  const { rows } = await db.query<DayVerdicts>(
    "select matched, others from trunkline.parity_day where business_date = $1 order by id desc limit 1",
    [date],
  );
  const other = rows[0]?.others.find(({ expected }) => expected !== null);
  if (other === undefined) return rows[0]?.matched === 1 ? "match" : "nothing";
  const { verdict, differences, notObservable } = other;
  return [verdict, ...differences.map(({ field }) => field), ...notObservable];
}

test("equal exits and outputs match; until it has ended it is open, and its end alone has it judged again", async () => {
  await there({ digest: "a".repeat(64) });
  expect(await judged()).toEqual(["not-observable", "duration", "exit"]);
  await here(0, digest("a"));
  expect(await judged()).toBe("match");
});

test("another output, another exit", async () => {
  await there({ outputs: [{ name: "stdout", digest: digest("b"), bytes: 1 }] });
  await here(0, digest("a"));
  expect(await judged()).toEqual(["differs", "output"]);
});

test("another exit", async () => {
  await there({ exit: 4, digest: "a".repeat(64) });
  await here(0, digest("a"));
  expect(await judged()).toEqual(["differs", "exit"]);
});

test("what a side can't tell is no match", async () => {
  await there({ exit: null, digest: "a".repeat(64) });
  await here(0, digest("a"));
  expect(await judged()).toEqual(["not-observable", "exit"]);
});

test("what a guard reports of a run of the log is of the same run", async () => {
  await there({ exit: null });
  await here(0, digest("a"));
  expect(await judged()).toEqual(["not-observable", "exit", "output"]);
  await there({ kind: "guard", at: due + 400, exit: 0, digest: "b".repeat(64) });
  expect(await judged()).toEqual(["differs", "output"]);
});

test("an output that could not be measured is no match", async () => {
  await there({ digest: "a".repeat(64) });
  await here(0, null);
  expect(await judged()).toEqual(["not-observable", "output"]);
});

test("a run in shadow that goes on is open", async () => {
  await there({ digest: "a".repeat(64) });
  await here(null, null);
  expect(await judged()).toEqual(["open"]);
});

test("which of its instances a run was nobody knows of a task with `forEach`, and nothing of a task that is gone", async () => {
  await here(0, digest("a"));
  await db.query(
    `insert into trunkline.expected_start (pipeline_id, task, slot, business_date, due_at, waits, pipeline_revision_id)
     select p.id, t, 'once', $2::date, $1::timestamptz, false, p.pipeline_revision_id
       from trunkline.pipeline p cross join unnest('{only, gone}'::text[]) t`,
    [new Date(due), date],
  );
  const states = async () => {
    const { rows } = await db.query("select id, task from trunkline.expected_start order by task");
    const found = await parityShadows(db, { starts: rows.map(({ id }) => id) });
    return rows.map(({ id, task: name }) => [name, found.find((one) => one.id === id)?.state]);
  };
  expect(await states()).toEqual([
    ["", "succeeded"],
    ["gone", null],
    ["only", "succeeded"],
  ]);
  const change = (sql: string) =>
    db.query(`update trunkline.pipeline_revision set spec = (${sql})::text::json`);
  await change(`jsonb_set(spec::jsonb, '{tasks,0,forEach}', '"[1, 2]"')`);
  // The whole run is the job still.
  expect(await states()).toEqual([
    ["", "succeeded"],
    ["gone", null],
    ["only", null],
  ]);
  await change("spec::jsonb #- '{tasks,0,forEach}'");
});

test("a start in the log of a run that its guard left to us is none of the other scheduler's", async () => {
  await db.query("delete from trunkline.expected_start");
  await there({});
  const others = async () => {
    const { pipeline: readPipeline } = createDefinitions(db);
    await keepParity({ pool: db, readPipeline, now: new Date(due + 48 * 60 * minute) });
    const { rows } = await db.query<DayVerdicts>(
      "select others from trunkline.parity_day where business_date = $1 order by id desc limit 1",
      [date],
    );
    return rows.flatMap(({ others: all }) => all.filter(({ start }) => start === due)).length;
  };
  expect(await others()).toBe(1);
  await db.query("update trunkline.pipeline set guarded = true");
  const claim = async (slots: string, slot: string, at: number) => {
    await db.query(
      "truncate trunkline.parity_day, trunkline.parity_job, trunkline.ownership cascade",
    );
    await db.query(
      "insert into trunkline.ownership (pipeline_id, slots, ahead) select id, $1, '0' from trunkline.pipeline",
      [slots],
    );
    await db.query(
      "insert into trunkline.slot_claim (pipeline_id, slot, side, at) select id, $1, 'trunkline', $2 from trunkline.pipeline",
      [slot, new Date(at)],
    );
    return others();
  };
  const text = new Date(due).toISOString().replaceAll(/[-T:]/g, "");
  expect(await claim("minutes", text.slice(0, 12), due)).toBe(0);
  const next = new Date(due + minute).toISOString().replaceAll(/[-T:]/g, "");
  expect(await claim("minutes", next.slice(0, 12), due)).toBe(1);
  // The log has no dates: what we started nearby was it.
  expect(await claim("dates", text.slice(0, 8), due + 3 * 60 * minute)).toBe(0);
  expect(await claim("dates", text.slice(0, 8), due + 13 * 60 * minute)).toBe(1);
});

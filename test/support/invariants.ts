// What must hold in the database at every instant between two transactions, whatever happened before.

import type { Db } from "#store/connect.ts";

/** Each query finds the rows that break its rule. */
const rules: Record<string, string> = {
  "remaining equals the needs that have not finished": `
    select t.run_id, t.idx, t.remaining, n.open
      from trunkline.task_run t
     cross join lateral (
       select count(*) as open from trunkline.spec_task s
         join trunkline.task_run d on d.run_id = t.run_id and d.idx = s.idx
        where s.pipeline_revision_id = t.pipeline_revision_id and t.idx = any (s.succ)
          and d.state in ('waiting', 'ready', 'running')) n
     where t.state in ('waiting', 'ready', 'running') and t.remaining <> n.open`,
  "open_tasks equals the unfinished tasks": `
    select r.id, r.open_tasks, n.open
      from trunkline.run r
     cross join lateral (select count(*) as open from trunkline.task_run t
                          where t.run_id = r.id and t.state in ('waiting', 'ready', 'running')) n
     where r.open_tasks <> n.open`,
  "a run without open tasks has finished": `
    select r.id, r.state from trunkline.run r where r.open_tasks = 0 and r.finished_at is null and r.state <> 'waiting'`,
  "a finished run has the state of its tasks": `
    select r.id, r.state, n.failed from trunkline.run r
     cross join lateral (select count(*) as failed from trunkline.task_run t
                          where t.run_id = r.id and trunkline.fails_run(t.state, t.ending, t.tolerated) and t.idx < 32768) n
     where r.failed_tasks <> n.failed
        or r.finished_at is not null and r.cancel_at is null and r.state in ('succeeded', 'failed')
           and (n.failed > 0) <> (r.state = 'failed')`,
  "what runs has a worker whose tasks were not given back": `
    select t.run_id, t.idx, t.worker from trunkline.task_run t
      left join trunkline.worker w on w.id = t.worker
     where t.state = 'running' and t.instances is null and t.worker <> 0 and (w.id is null or w.dead_at is not null)`,
  "what is ready is in the queue": `
    select t.run_id, t.idx from trunkline.task_run t
     where t.state = 'ready' and not exists (
       select from graphile_worker._private_jobs j
         join graphile_worker._private_tasks k on k.id = j.task_id
        where j.payload ->> 'r' = t.run_id::text and (j.payload ->> 'i')::int = t.idx
          and k.identifier = case t.route when 0 then 'task' else 'task:' || t.route end)`,
  "what waits without needs in a running run has a gate": `
    select t.run_id, t.idx from trunkline.task_run t join trunkline.run r on r.id = t.run_id
     where t.state = 'waiting' and t.remaining = 0 and r.state = 'running'
       and not exists (select from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx)
       and not exists (select from trunkline.wait w where w.run_id = t.run_id and w.idx = t.idx)`,
  "a wait belongs to what waits": `
    select w.run_id, w.idx from trunkline.wait w
      left join trunkline.task_run t on t.run_id = w.run_id and t.idx = w.idx and t.state = 'waiting' and t.remaining = 0
      left join trunkline.run r on r.id = w.run_id and w.idx = -1 and r.state = 'waiting' and r.gated
     where t.run_id is null and r.id is null`,
  "a gated run waits to be judged": `
    select r.id from trunkline.run r where r.gated and r.state = 'waiting'
       and not exists (select from trunkline.wait w where w.run_id = r.id and w.idx = -1)`,
  "a key belongs to a wait": `
    select k.run_id, k.idx, k.key from trunkline.wait_key k
     where not exists (select from trunkline.wait w where w.run_id = k.run_id and w.idx = k.idx)`,
  "a gate belongs to a waiting task": `
    select g.run_id, g.idx, t.state from trunkline.gate g join trunkline.task_run t using (run_id, idx)
     where t.state <> 'waiting'`,
  "a right of an attempt ends with it": `
    select g.run_id, g.idx, g.attempt, t.attempt, t.state from trunkline.run_grant g
      left join trunkline.task_run t on t.run_id = g.run_id and t.idx = g.idx
     where g.revoked_at is null and (t.state is distinct from 'running' or t.attempt <> g.attempt)`,
  "units of a pool never exceed it": `
    select p.name, p.units, sum(h.units) from trunkline.pool p join trunkline.pool_hold h on h.pool_id = p.id
     group by p.id having sum(h.units) > p.units`,
  "who has units starts or runs, or keeps them after a failure": `
    select h.*, t.state from trunkline.pool_hold h left join trunkline.task_run t using (run_id, idx)
     where case when h.kept then t.state not in ('failed', 'waiting') or not h.keep else t.state not in ('ready', 'running') end
        or t.state is null`,
  "what starts or runs has what it takes": `
    select t.run_id, t.idx, t.state from trunkline.task_run t
      join trunkline.run r on r.id = t.run_id and r.finished_at is null
      join trunkline.pipeline_revision v on v.id = t.pipeline_revision_id
     where t.gated and t.state in ('ready', 'running') and t.instances is null
       and not exists (select from trunkline.override o
                        where o.run_id = t.run_id and o.idx in (t.idx, trunkline.declared_place(t.idx)) and o.name like 'pool%')
       -- What is taken of a rate comes back by time alone: nobody has it.
       and (select count(*) from json_array_elements(
              v.spec::json #> array['tasks', trunkline.declared_place(t.idx)::text, 'gates', 'takes']) x
             where x ->> 'pool' not in (select p.name from trunkline.pool p where p.kind = 'rate')) <>
           (select count(*) from trunkline.pool_hold h where h.run_id = t.run_id and h.idx = t.idx)`,
  "who queues for units waits": `
    select q.run_id, q.idx from trunkline.pool_wait q
     where not exists (select from trunkline.wait w where w.run_id = q.run_id and w.idx = q.idx)`,
  "a slot has at most one unfinished run": `
    select pipeline_id, slot from trunkline.run where finished_at is null group by 1, 2 having count(*) > 1`,
  "generations count from one": `
    select pipeline_id, slot from trunkline.run group by 1, 2
    having max(generation) <> count(*) or min(generation) <> 1`,
  "a waiting run of a pipeline waits for another": `
    select r.id from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
     where r.state = 'waiting' and not r.gated and coalesce(p.max_runs, 2147483647) >
           (select count(*) from trunkline.run o where o.pipeline_id = p.id and o.state = 'running')
       and not exists (select from trunkline.hold h where h.run_id = r.id or h.pipeline_id = p.id)`,
  "iterations follow each other, and each has ended once": `
    select t.run_id, t.idx, t.iteration, e.ended from trunkline.task_run t
      join trunkline.run r on r.id = t.run_id and r.rerun_of is null
     cross join lateral (select array_agg(coalesce(a.iteration, 1) order by a.attempt) as ended from trunkline.attempt a
                          where a.run_id = t.run_id and a.idx = t.idx and a.state is not null) e
     where coalesce(e.ended, '{}') <> array(select generate_series(1, coalesce(t.iteration, 1) - 1))`,
  "an earlier attempt has its row": `
    select t.run_id, t.idx, t.attempt from trunkline.task_run t
      join trunkline.run r on r.id = t.run_id and r.rerun_of is null
     where t.instances is null and t.attempt - (t.started_at is not null)::int <>
           (select count(*) from trunkline.attempt a where a.run_id = t.run_id and a.idx = t.idx)`,
  "what runs without a worker waits for its run, whose end is on its way": `
    select t.run_id, t.idx, c.id, c.state from trunkline.task_run t
      left join trunkline.run c on c.parent_run = t.run_id and c.parent_idx = t.idx and c.parent_attempt = t.attempt
     where t.state = 'running' and t.worker = 0 and t.instances is null
       and (c.id is null
            or (c.finished_at is not null or t.stop and c.cancel_at is null)
               and not exists (select from trunkline.child_check k where k.run_id = t.run_id and k.idx = t.idx))`,
  "an attempt makes one run": `
    select r.parent_run, r.parent_idx from trunkline.run r where r.parent_run is not null
     group by r.parent_run, r.parent_idx, r.parent_attempt having count(*) > 1`,
  "a task with forEach counts its instances, and runs while they do": `
    select t.run_id, t.idx, t.state, t.instances, t.instances_open, n.made, n.open from trunkline.task_run t
     cross join lateral (select count(*) as made, count(*) filter (where i.state in ('waiting', 'ready', 'running')) as open
                           from trunkline.instances_of(t.run_id, t.idx) i) n
     where t.idx < 32768
       and (coalesce(t.instances, 0) <> n.made or coalesce(t.instances_open, 0) <> n.open
            or t.instances is not null and (t.state = 'running') <> (n.open > 0))`,
};

interface BrokenRow {
  rule: number;
  row: unknown;
}

/** The question for the rows that break these rules, and what is said of them. */
export function invariantsQuery(more: Readonly<Record<string, string>> = {}): {
  text: string;
  told(rows: readonly BrokenRow[]): string[];
} {
  const all = { ...rules, ...more };
  const names = Object.keys(all);
  return {
    text: names
      .map(
        (name, index) =>
          `(select ${index} as rule, to_json(x) as row from (${all[name]}) x limit 3)`,
      )
      .join(" union all "),
    told: (rows) => rows.map(({ rule, row }) => `${names[rule]}: ${JSON.stringify(row)}`),
  };
}

/** Broken rules with the rows that break them; empty when all hold. */
export async function brokenInvariants(db: Db): Promise<string[]> {
  const { text, told } = invariantsQuery();
  // Named, so that it is planned once a connection: planning takes longer than looking.
  const { rows } = await db.query<BrokenRow>({ name: "invariants", text });
  return told(rows);
}

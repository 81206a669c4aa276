import fc from "fast-check";
import { expect, test } from "vitest";
import { matchingRuns } from "#api/run-filter.ts";
import { seesAll } from "#api/sight.ts";
import { readingAs } from "#store/as-reader.ts";
import { createReaderPool } from "#store/connect.ts";
import { asRole, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("pages of an expression have each match once, however the rows between them fall", async () => {
  const tagged = pipeline("gold", [task("a")], { tags: { tier: ["gold"] }, owner: "sales" });
  await using api = await apiUnderTest([tagged, pipeline("other", [task("a")])]);
  const made: string[] = [];
  for (let n = 0; n < 9; n++) {
    const name = n % 3 === 0 ? "other" : "gold";
    const { id } = (await api.post(`/pipelines/test/${name}/runs`)).body;
    if (name === "gold") made.unshift(id);
  }
  const where = encodeURIComponent("'gold' in tags.tier && owner == 'sales'");
  const ids: string[] = [];
  for (let after = ""; ; ) {
    const { body } = await api.get(`/runs?where=${where}&limit=2${after}`);
    ids.push(...body.items.map((run: { id: string }) => run.id));
    if (body.next === null) break;
    after = `&after=${body.next}`;
  }
  expect(ids).toEqual(made);
});

test("newest leaves out generations that a later one followed", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  const { id } = (await api.post("/pipelines/test/p/runs")).body;
  await api.post(`/runs/${id}/cancel`);
  const next = (await api.post(`/runs/${id}/rerun`)).body.id;
  const { body } = await api.get("/runs?newest=true");
  expect(body.items.map((run: { id: string }) => run.id)).toEqual([next]);
  const cancelled = encodeURIComponent("state == 'cancelled'");
  expect((await api.get(`/runs?where=${cancelled}`)).body.items).toHaveLength(1);
  expect((await api.get(`/runs?newest=true&where=${cancelled}`)).body.items).toEqual([]);
});

test("an expression that is none is a problem with its place and help", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  expect(await api.get("/runs?where=stat%20%3D%3D%201")).toMatchObject({
    status: 422,
    body: {
      issues: [{ at: "where", message: 'where: a run has no "stat"', help: expect.any(String) }],
    },
  });
});

test("a single = is told how to compare", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  const { status, body } = await api.get(`/runs?where=${encodeURIComponent("pipeline = 'p'")}`);
  expect(status).toBe(422);
  expect(body.issues).toMatchObject([{ at: "where", help: "write == to compare" }]);
});

test("pages of whoever sees some classes are those of all runs without the others, wherever theirs are", async () => {
  await using db = await testDatabase();
  const domains = ["a", "b", "c", "d"];
  const of = (domain: string, n: number) =>
    pipeline(`${domain}-${n}`, [task("one")], { tags: { domain: [domain] } });
  await deploy(
    db.pool,
    domains.flatMap((domain) => [1, 2, 3].map((n) => of(domain, n))),
  );
  // Those of "a" are the oldest, of "b" few, of "c" one pipeline's; numbers are left out, as a sequence may leave them out.
  await db.pool.query(
    `insert into trunkline.run (id, pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind,
                                state, limited, open_tasks, started_at, finished_at)
     overriding system value
     select n * 2, p.id, p.pipeline_revision_id, p.changed_in, 'm:' || n, '2026-03-01', now(), 'manual',
            case when n % 7 = 0 then 'failed' else 'succeeded' end::trunkline.run_state, false, 0, now(), now()
       from generate_series(1, 1500) n
       join trunkline.pipeline p
         on p.name = case when n < 60 then 'a-' || 1 + n % 3 when n % 97 = 0 then 'b-' || 1 + n % 3
                          when n % 2 = 0 then 'c-1' else 'd-' || 1 + n % 3 end`,
  );
  await db.pool.query("select setval('trunkline.run_id_seq', 3001)");
  const { rows } = await db.pool.query<{ domain: string; id: number }>(
    "select distinct left(name, 1) as domain, class_id as id from trunkline.pipeline",
  );
  const classOf = new Map(rows.map(({ domain, id }) => [domain, id]));
  const pool = createReaderPool(asRole(db.connectionString, "api"), { max: 2 });
  const narrowing = { pipelines: null, revisions: null, active: false, date: null, newest: false };
  const states = [null, "succeeded", "failed"] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(domains, { minLength: 1 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 3300 }),
      fc.constantFrom(...states),
      fc.constantFrom(null, "test"),
      async (seen, limit, from, state, project) => {
        const classes = seen.map((domain) => classOf.get(domain) as number);
        const narrow = { ...narrowing, state, project };
        const page = (before: string) =>
          readingAs(
            () => classes,
            () =>
              matchingRuns(pool, undefined, { ...seesAll, classes }, { ...narrow, before, limit }),
          );
        const { rows: wanted } = await db.pool.query<{ id: string }>(
          `select r.id from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
            where r.id < $1 and p.class_id = any ($2) and ($3::text is null or r.state::text = $3)
            order by r.id desc limit $4`,
          [from, classes, state, limit * 3],
        );
        const found: string[] = [];
        let next: string | null = String(from);
        for (let pages = 0; pages < 3 && next !== null; pages++) {
          const one: Awaited<ReturnType<typeof page>> = await page(next);
          found.push(...one.ids);
          next = one.next;
        }
        expect(found).toEqual(wanted.map(({ id }) => id));
      },
    ),
    { numRuns: 60 },
  );
  await pool.end();
});

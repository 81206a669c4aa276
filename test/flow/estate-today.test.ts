// What whoever takes over a shift asks of the whole estate: what is due, what is usual, how the day goes, what was deployed.

import { expect, test } from "vitest";
import { apiUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const scheduled = (name: string) =>
  pipeline(name, [task("a")], {
    triggers: [{ schedule: { cron: "* * * * *" }, timezone: "Europe/Berlin", missed: "none" }],
  });

test("what is due next, but for what is paused", async () => {
  await using at = await apiUnderTest([scheduled("busy"), scheduled("paused")]);
  await at.pool.query("update trunkline.trigger set next_at = now() + interval '5 min'");
  await at.post("/pipelines/test/paused/holds", { reason: "bad rates" });
  const { body } = await at.get("/due");
  expect(body).toMatchObject({
    items: [{ pipeline: "busy", timezone: "Europe/Berlin" }],
    withinHour: 1,
  });
  expect((await at.get("/due?project=other")).body).toMatchObject({ items: [], withinHour: 0 });
});

test("how long a pipeline usually takes comes from its own runs, and its zone from its schedule", async () => {
  await using at = await apiUnderTest([scheduled("busy"), pipeline("new", [task("a")])]);
  await at.pool.query(
    `insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind,
                                state, limited, open_tasks, started_at, finished_at)
     select p.id, p.pipeline_revision_id, p.changed_in, n.kind || ':' || n.min, current_date, now(), 'manual', 'succeeded',
            false, 0, now() - interval '5 h', now() - interval '5 h' + n.min * interval '1 min'
       from (values ('m', 10), ('m', 20), ('m', 30), ('b', 500), ('b', 501), ('b', 502)) n(kind, min), trunkline.pipeline p where p.name = 'busy'`,
  );
  const { body } = await at.get("/usual?of=test/busy&of=test/new&of=test/gone&of=odd");
  expect(
    body.items.sort((a: { pipeline: string }, b: { pipeline: string }) =>
      a.pipeline < b.pipeline ? -1 : 1,
    ),
  ).toEqual([
    { project: "test", pipeline: "busy", timezone: "Europe/Berlin", medianMs: 1_200_000 },
    { project: "test", pipeline: "new", timezone: "UTC", medianMs: null },
  ]);
});

test("the day by the hour has what began and how it ended, and what is still due", async () => {
  await using at = await apiUnderTest([pipeline("p", [task("a")])]);
  await at.pool.query(
    `insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind,
                                state, limited, open_tasks, started_at, finished_at)
     select p.id, p.pipeline_revision_id, p.changed_in, 'm:' || n, current_date, now(), 'manual',
            (array['succeeded', 'failed'])[1 + n % 2]::trunkline.run_state, false, 0, now(), now()
       from generate_series(1, 4) n, trunkline.pipeline p`,
  );
  const { body } = await at.get("/load?timezone=Asia/Tokyo");
  expect(body.hours.length).toBe(24);
  expect(body.countedFrom).toBeNull();
  const sum = (name: string) =>
    body.hours.reduce((all: number, one: Record<string, number>) => all + (one[name] ?? 0), 0);
  expect([sum("began"), sum("succeeded"), sum("failed"), sum("due")]).toEqual([4, 2, 2, 0]);
  expect((await at.get("/load?timezone=Nowhere")).status).toBe(422);
});

test("what was deployed last, with what it touched", async () => {
  await using at = await apiUnderTest([pipeline("p", [task("a")]), pipeline("q", [task("a")])]);
  const { body } = await at.get("/deployed");
  expect(body.items).toMatchObject([{ project: "test", count: 2, pipelines: ["p", "q"] }]);
  expect((await at.get("/deployed?project=other")).body.items).toEqual([]);
});

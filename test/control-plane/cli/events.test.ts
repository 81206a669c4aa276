import { afterAll, beforeAll, expect, test } from "vitest";
import { osUser } from "#cli/os-user.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/close.yaml": `
name: close
tasks:
  post:
    awaits: {all: [{event: LEDGER-OPEN, date: static}, {variable: SKIP, equals: "N"}]}
    run: echo posted
    emits: [{event: POSTED}]
    clears: [{event: LEDGER-OPEN, date: any}]
    sets: {LAST: "\${{ run.id }}"}
    writes: [warehouse/ledger, {asset: warehouse/close, freshness: 26h}]
`,
  "pipelines/report.yaml": `
name: report
triggers: [{after: {event: POSTED}}]
tasks:
  print:
    reads: [warehouse/ledger, {asset: warehouse/close, state: fresh}, warehouse/never]
    run: echo printed
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

test("a task waits for an event and a variable, why says how to go on, and its end starts what follows", async () => {
  const [{ id }] = await server.json(["run", "close"]);
  await eventually("its gates were judged", async () =>
    (await server.trunkline(["why", id])).stdout.includes("not there"),
  );
  const why = (await server.trunkline(["why", id])).stdout;
  expect(why).toContain("[ ] post: event LEDGER-OPEN: not there");
  expect(why).toContain("trunkline events emit LEDGER-OPEN --date static");
  expect(why).toContain('[ ] post: variable SKIP == "N": it has no value');

  expect(
    (await server.trunkline(["variables", "set", "SKIP", "N", "--reason", "as usual"])).code,
  ).toBe(0);
  await eventually("one of them holds", async () =>
    (await server.trunkline(["why", id])).stdout.includes('[x] post: variable SKIP == "N"'),
  );
  const emitted = await server.trunkline(["events", "emit", "LEDGER-OPEN"]);
  expect(emitted.stdout).toBe("LEDGER-OPEN is there (static)\n");
  await eventually("the run has ended", async () => {
    const [run] = await server.json(["runs", "show", id]);
    return run.state === "succeeded";
  });

  const events = await server.json(["events"]);
  expect(events).toMatchObject([{ project: "shop", name: "POSTED", actor: null, run: id }]);
  const variables = await server.json(["variables"]);
  expect(variables).toMatchObject([
    { name: "LAST", value: id },
    { name: "SKIP", value: "N", actor: osUser(), reason: "as usual" },
  ]);
  expect(await server.json(["assets"])).toMatchObject([
    { name: "warehouse/close", run: id, state: "fresh", freshUntil: expect.any(String) },
    { name: "warehouse/ledger", run: id, state: "fresh", freshUntil: null },
    { name: "warehouse/never", run: null, state: "stale", writers: [], readers: ["shop/report"] },
  ]);
  const listed = (await server.trunkline(["assets", "warehouse/ledger"])).stdout;
  expect(listed).toMatch(/WRITTEN BY +READ BY\n.* shop\/close +shop\/report\n/);
  await eventually("what follows has run", async () => {
    const [run] = await server.json(["runs", "--pipeline", "report"]);
    return run?.state === "succeeded" && run.slot === `a:0:${run.date}`;
  });
  const [{ id: follower }] = await server.json(["runs", "--pipeline", "report"]);
  const [{ tasks }] = await server.json(["runs", "show", follower]);
  const read = { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), run: id, project: "shop" };
  const at = expect.stringMatching(/Z$/);
  expect(tasks[0].reads).toEqual([
    { asset: "warehouse/ledger", at, ...read },
    { asset: "warehouse/close", at, ...read },
    { asset: "warehouse/never", at: null, date: null, run: null, project: null },
  ]);
  const shown = (await server.trunkline(["runs", "show", follower])).stdout;
  expect(shown).toMatch(
    new RegExp(`read +print: warehouse/ledger, updated .* by run ${id} of shop\\n`),
  );
  expect(shown).toContain("print: warehouse/never, never updated");
});

test("clearing and unsetting undo it; what can't be is refused", async () => {
  await server.trunkline(["events", "emit", "X", "--date", "2026-11-23"]);
  expect(await server.json(["events", "X"])).toHaveLength(1);
  expect((await server.trunkline(["events", "clear", "X", "--date", "2026-11-24"])).code).toBe(0);
  expect(await server.json(["events", "X"])).toHaveLength(1);
  expect((await server.trunkline(["events", "clear", "X"])).stdout).toBe("X is cleared\n");
  expect((await server.trunkline(["events", "X"])).stderr).toContain("no event is there");
  await server.trunkline(["variables", "unset", "SKIP"]);
  expect((await server.json(["variables"])).map((one) => one.name)).not.toContain("SKIP");

  await server.trunkline(["events", "emit", "X", "--date", "2025-12-31"]);
  await server.trunkline(["events", "emit", "X", "--date", "2026-12-31"]);
  await server.trunkline(["events", "clear", "X", "--date", "12-31"]);
  expect((await server.trunkline(["events"])).stdout).not.toContain("-12-31");
  const yearless = await server.trunkline(["events", "emit", "X", "--date", "12-31"]);
  expect([yearless.code, yearless.stderr]).toEqual([2, expect.stringContaining("is not a date")]);
  expect((await server.trunkline(["events", "clear", "X", "--date", "02-30"])).code).toBe(2);
  const wrong = await server.trunkline(["events", "emit", "X", "--date", "noon"]);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('"noon" is not a date')]);
  const nowhere = await server.trunkline(["events", "emit", "X", "--project", "nope"]);
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('project "nope"')]);
});

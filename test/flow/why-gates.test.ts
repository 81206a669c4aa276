// Why a task does not run: every gate of it, also while it is still behind what it needs.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pools.yaml": "db: {units: 4}\nledger: {lock: true}\ncalls: {rate: 9/1m}\n",
  "pipelines/close.yaml": `
name: close
timezone: Europe/Berlin
tasks:
  open: {run: echo opened, awaits: {event: GO}}
  post:
    needs: [open]
    run: echo posted
    notBefore: "00:00"
    awaits:
      all:
        - {event: RATES}
        - {event: LEDGER-OPEN}
        - {variable: SKIP, equals: "N"}
        - {pipeline: quiet, latest: true}
    pools: {db: 2, calls: 1}
    locks: {ledger: exclusive}
    approval: {by: [grace]}
  tell: {needs: [post], run: echo told}
`,
  "pipelines/quiet.yaml": "name: quiet\ntasks: {say: {run: echo said}}\n",
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

interface Shown {
  kind: string;
  message: string;
  task: string | null;
  holds: boolean | null;
  since: string | null;
  change: string | null;
  provisional: boolean;
}
async function why(...words: string[]): Promise<Shown[]> {
  const [{ reasons }] = await server.json(["why", ...words]);
  return reasons;
}
const gatesOf = (reasons: Shown[]) => reasons.filter(({ kind }) => kind === "gate");

test("a task behind its needs: each gate as of now, with since when and what would change it", async () => {
  const [{ id }] = await server.json(["run", "close"]);
  const [run] = await server.json(["runs", "show", id]);
  await server.trunkline(["events", "emit", "RATES", "--date", run.date]);
  await server.trunkline(["variables", "set", "SKIP", "N"]);
  await server.trunkline(["hold", id, "post", "--actor", "ada"]);
  await eventually(
    "open waits for its event",
    async () => gatesOf(await why(id, "open")).length > 0,
  );
  const reasons = await why(id, "post");
  expect(reasons.map(({ task }) => task)).toEqual(reasons.map(() => "post"));
  expect(reasons.slice(0, 2)).toMatchObject([
    { kind: "hold", holds: false, change: `trunkline release ${id} post` },
    { kind: "needs", message: "waits for open (waiting)", provisional: false },
  ]);
  const later = "; judged again once what it needs has ended";
  const told = (text: string, holds: boolean) => ({
    ...{ message: expect.stringContaining(text), holds, provisional: true },
  });
  expect(gatesOf(reasons)).toMatchObject([
    { ...told(`event RATES for ${run.date}: there since`, true), since: expect.any(String) },
    {
      ...told(`event LEDGER-OPEN for ${run.date}: not there${later}`, false),
      ...{ since: null, change: `trunkline events emit LEDGER-OPEN --date ${run.date}` },
    },
    { ...told(`variable SKIP == "N": it is "N"${later}`, true), since: expect.any(String) },
    { ...told("quiet succeeded (its newest run): there is no such run", false), since: null },
    { ...told(`not before ${run.date} 00:00`, true), since: expect.any(String) },
    told(`a unit of pool calls: free${later}`, true),
    told("2 units of pool db: free", true),
    told("lock ledger, exclusive: free", true),
    {
      ...told("approval by grace: nobody is asked yet", false),
      change: `\`trunkline approve ${id} post\` once somebody is asked`,
    },
  ]);
  const { stdout } = await server.trunkline(["why", id]);
  expect(stdout).toContain(`[ ] post: event LEDGER-OPEN for ${run.date}: not there${later}`);
  expect(stdout).toMatch(/\[x\] post: event RATES .*\(since \d{4}-/);

  // What is found now is found anew, and what somebody opened by force is asked no more.
  await server.trunkline(["events", "emit", "LEDGER-OPEN", "--date", run.date]);
  await server.trunkline(["release", id, "post"]);
  await server.trunkline([
    "force",
    id,
    "--task",
    "post",
    "--ignore",
    "pool:db",
    "--reason",
    "late",
  ]);
  const again = await why(id, "post");
  expect(gatesOf(again).find(({ message }) => message.includes("LEDGER"))).toMatchObject({
    ...{ holds: true, change: null, since: expect.any(String) },
  });

  // The real verdict follows when its needs have ended.
  await server.trunkline(["events", "emit", "GO", "--date", run.date]);
  await eventually("post is judged", async () =>
    gatesOf(await why(id, "post")).some(({ provisional }) => !provisional),
  );
  const judged = gatesOf(await why(id, "post"));
  expect(judged.filter(({ provisional }) => provisional)).toEqual([]);
  expect(judged.find(({ message }) => message.startsWith("approval"))?.change).toBe(
    `trunkline approve ${id} post`,
  );
  expect(await why(id, "open")).toMatchObject([{ kind: "finished", message: "succeeded" }]);
});

test("lists say what holds a run back now, and not what comes later", async () => {
  const [{ id }] = await server.json(["run", "close"]);
  const rows = async () => (await server.trunkline(["runs", "show", id])).stdout;
  await eventually("it runs", async () => (await rows()).includes("running"));
  expect(await rows()).not.toContain("judged again");
});

test("a run that waits as a whole tells of a task when it is asked", async () => {
  await server.trunkline(["pause", "close"]);
  const [{ id }] = await server.json(["run", "close"]);
  expect((await why(id)).map(({ kind }) => kind)).toEqual(["hold"]);
  expect(gatesOf(await why(id, "open"))).toMatchObject([{ holds: true, provisional: true }]);
  await server.trunkline(["resume", "close"]);
});

test("says which tasks there are, and that only a run has them", async () => {
  const [{ id }] = await server.json(["run", "quiet"]);
  const unknown = await server.trunkline(["why", id, "sya"]);
  expect(unknown.stderr).toContain(`run ${id} has no task "sya"`);
  expect(unknown.stderr).toContain('"say"');
  const pipeline = await server.trunkline(["why", "quiet", "say"]);
  expect([pipeline.code, pipeline.stderr]).toEqual([
    2,
    expect.stringContaining('"quiet" is no run\'s id'),
  ]);
});

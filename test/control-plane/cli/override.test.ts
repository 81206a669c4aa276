// Other values for one run through the command line, also with a rerun.

import { afterAll, beforeAll, expect, test } from "vitest";
import { osUser } from "#cli/os-user.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/load.yaml": `
name: load
params: {region: {type: string, default: eu}}
tasks:
  wait: {awaits: {event: GO}, run: "echo waited in \${{ params.region }}"}
  say:
    needs: [wait]
    env: {LEVEL: info}
    run: |
      echo "$LEVEL" \${{ params.region }}
      test "$LEVEL" = info
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

const text = async (words: string[]) => (await server.trunkline(words)).stdout;
const shown = async (id: string) => (await server.json(["runs", "show", id]))[0];
const because = ["--reason", "ticket 4711"];

test("what has not started has them, and runs show, why, trace and the list say so", async () => {
  const [{ id }] = await server.json(["run", "load"]);
  await text(["override", id, "--set", "params.region=us; rm -rf $HOME", ...because]);
  expect(
    await text(["override", id, "--task", "say", "--set", "env.LEVEL=de bug$(id)", ...because]),
  ).toBe(`Run ${id} of shop/load: env.LEVEL: "info" -> "de bug$(id)"\n`);
  expect(await text(["why", id])).toContain(
    `env.LEVEL: "info" -> "de bug$(id)" (by ${osUser()}: ticket`,
  );
  await text(["force", id, "wait", "--ignore", "condition", ...because]);
  await eventually("it ends", async () => (await shown(id)).finishedAt !== null);
  const run = await shown(id);
  expect(run).toMatchObject({
    state: "failed",
    overridden: true,
    params: { region: "us; rm -rf $HOME" },
    overrides: [
      { task: null, kind: "param", name: "region", before: "eu" },
      { task: "say", kind: "env", value: "de bug$(id)" },
      { task: "wait", kind: "ignore" },
    ],
  });
  expect(await text(["logs", id, "--task", "say"])).toBe("de bug$(id) us; rm -rf $HOME\n");
  const spans = await server.json(["runs", "show", id, "--trace"]);
  expect(spans.filter(({ name }) => name.startsWith("override"))).toHaveLength(3);
  expect(await server.json(["overrides"])).toHaveLength(3);
  const change = 'params.region: "eu" -> "us; rm -rf $HOME"';
  expect(await text(["runs", "show", id])).toMatch(/by hand +params\.region: "eu" -> "us; rm/);
  expect(await text(["overrides"])).toContain(change);

  // A rerun has none of it, unless it is given again.
  const { stderr } = await server.trunkline(["rerun", id, "--set", "params.region=us"]);
  expect(stderr).toContain('"reason" is missing');
  expect(stderr).toContain("--reason TEXT");
  const [again] = await server.json([
    ...["rerun", id, "--all", "--wait", "--set", "params.region=apac", "--ignore", "condition"],
    ...because,
  ]);
  expect(again).toMatchObject({ state: "succeeded", params: { region: "apac" }, generation: 2 });
  expect(await text(["logs", again.id, "--task", "say"])).toBe("info apac\n");
});

test("labels send a run elsewhere", async () => {
  const [{ id }] = await server.json(["run", "load"]);
  await text(["override", id, "--runs-on", "host:etl02", ...because]);
  await text(["force", id, "wait", "--ignore", "condition", ...because]);
  await eventually("it waits for a worker", async () =>
    (await text(["why", id])).includes("host:etl02"),
  );
  await text(["override", id, "--runs-on", "any", ...because]);
  await eventually("it ends", async () => (await shown(id)).state === "succeeded");
});

test("what does not fit is refused", async () => {
  const [{ id }] = await server.json(["run", "load"]);
  const failed = async (words: string[], part: string) => {
    const { stderr, code } = await server.trunkline(["override", id, ...words]);
    expect(stderr).toContain(part);
    return code;
  };
  expect(await failed(["--set", "LEVEL=debug", ...because], "env.NAME=VALUE")).toBe(2);
  expect(await failed(["--set", "env.LEVEL=debug"], "needs --reason")).toBe(2);
  expect(await failed(because, "needs --set or --runs-on")).toBe(2);
  await failed(["--set", "params.regoin=us", ...because], 'did you mean "region"');
  await failed(["--set", "env.TRUNKLINE_DATE=x", ...because], "can't be a variable");
  await failed(["--task", "say", "--set", "params.region=us", ...because], "no task's");
  await text(["cancel", id]);
  await eventually("it ends", async () => (await shown(id)).finishedAt !== null);
  expect(await failed(["--set", "env.A=b", ...because], "trunkline rerun")).toBe(1);
});

// Gates opened by force through the command line: recorded, shown, listed for the morning and reviewed.

import { afterAll, beforeAll, expect, test } from "vitest";
import { osUser } from "#cli/os-user.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/close.yaml": `
name: close
tasks:
  open: {run: echo opened}
  post: {needs: [open], awaits: {all: [{event: BOOKS}, {event: RATES}]}, run: echo posted}
`,
  "pipelines/quiet.yaml": `
name: quiet
concurrency: {runs: 1}
tasks: {say: {run: echo said}, tell: {needs: [say], run: echo told}}
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

const text = async (words: string[]) => (await server.trunkline(words)).stdout;
const shown = async (id: string) => (await server.json(["runs", "show", id]))[0];
const because = ["--reason", "files are here"];

test("a task starts without its conditions, and everybody sees who did that and why", async () => {
  const [{ id }] = await server.json(["run", "close", "--date", "2026-11-23"]);
  await eventually("post waits", async () => (await text(["why", id])).includes("BOOKS"));
  expect(await text(["force", id, "post", "--ignore", "condition:BOOKS", ...because])).toBe(
    `Run ${id} of shop/close: post: condition:BOOKS ignored\n`,
  );
  await eventually("only the other is left", async () => {
    const why = await text(["why", id]);
    return why.includes("event RATES") && !why.includes("event BOOKS");
  });
  expect(await text(["why", id])).toContain(
    `condition:BOOKS is ignored (by ${osUser()}: files are here)`,
  );
  await text([
    ...["force", id, "post", "--ignore", "condition:RATES", ...because],
    ...["--actor", "ada"],
  ]);
  await eventually("the run ends", async () => (await shown(id)).state === "succeeded");
  expect(await shown(id)).toMatchObject({
    overridden: true,
    overrides: [
      { task: "post", kind: "ignore", name: "condition:BOOKS", actor: osUser() },
      { task: "post", kind: "ignore", name: "condition:RATES", reviewedBy: null },
    ],
  });
  expect(await text(["runs", "show", id])).toContain(
    "by hand     post: condition:BOOKS is ignored",
  );
  const spans = await server.json(["runs", "show", id, "--trace"]);
  expect(spans.filter(({ name }) => name === "override post")).toHaveLength(2);
  expect(await text(["history", "close"])).toContain(
    `${id} (overridden by ${["ada", osUser()].sort().join(", ")})`,
  );
  expect(await text(["runs", "--where", "overridden"])).toContain("shop/close");
  expect(await text(["status", "--date", "2026-11-23"])).toContain(
    `run ${id}: trunkline overrides --date 2026-11-23`,
  );
  expect(await server.json(["overrides"])).toHaveLength(2);
  expect(await text(["overrides"])).toMatch(/condition:RATES is ignored +ada/);
  expect(await text(["overrides", "review", id, "--actor", "grace"])).toContain("is reviewed");
  expect(await server.json(["overrides"])).toEqual([]);
  expect(await server.json(["overrides", "--all", "--date", "2026-11-23"])).toMatchObject([
    { name: "condition:RATES", reviewedBy: "grace" },
    { name: "condition:BOOKS" },
  ]);
  expect(await text(["status", "--date", "2026-11-23"])).not.toContain("not reviewed");
  expect((await server.trunkline(["overrides", "review", id])).code).toBe(1);
});

test("one run of a paused pipeline goes on to its end, and nothing else of it", async () => {
  await text(["pause", "quiet", "--reason", "stocktaking"]);
  const [{ id: other }] = await server.json(["run", "quiet"]);
  const [{ id }] = await server.json(["run", "quiet"]);
  await text(["force", id, "--ignore", "hold", ...because]);
  await eventually("the run ends", async () => (await shown(id)).state === "succeeded");
  expect((await shown(other)).state).toBe("waiting");
  expect(await text(["why", other])).toContain("the pipeline is paused");
  expect(await text(["why", id])).not.toContain("[ ] the pipeline is paused");
  await text(["resume", "quiet"]);
});

test("what can't be forced says what to do instead", async () => {
  const [{ id }] = await server.json(["run", "close"]);
  const failed = async (words: string[], part: string) => {
    const { stderr, code } = await server.trunkline(["force", ...words]);
    expect(stderr).toContain(part);
    return code;
  };
  await failed([id, "post", "--ignore", "needs", ...because], "trunkline mark RUN succeeded");
  await failed([id, "post", "--ignore", "approval", ...because], "trunkline approve");
  await failed([id, "post", "--ignore", "condition:BOOK", ...because], "condition:BOOKS");
  await failed([id, "post", "--ignore", "time", ...because], "does not wait for time");
  await failed([id, "poste", "--ignore", "time", ...because], 'no task "poste"');
  expect(await failed([id, "post", "--ignore", "time"], "needs --reason")).toBe(2);
  expect(await failed([id, "post", ...because], "needs --ignore")).toBe(2);
});

test("in many runs, after the list", async () => {
  const where = ["--where", "pipeline == 'close' && state == 'running'"];
  const acts = ["force", "post", "--ignore", "condition", ...because];
  const { stdout } = await server.trunkline([...acts, ...where, "--yes"]);
  expect(stdout).toMatch(/\d+: done/);
  await eventually("they end", async () => {
    const runs = await server.json(["runs", ...where]);
    return runs.length === 0;
  });
});

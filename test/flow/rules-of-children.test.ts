// Runs of runs under an organisation's rules that came after the deployment: what is refused at its start is told to
// whoever waits for it, as a whole server and its worker do it.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Rule } from "#core/rules/rule.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const call = (name: string, more = "") => `{uses: pipeline, with: {pipeline: ${name}}${more}}`;
const pii = "tags: {data: [pii]}\n";
const files = {
  "pipelines/child.yaml": `name: child\n${pii}tasks:\n  a: {run: 'true'}\n  b: {needs: [a], run: 'true'}\n`,
  "pipelines/plain.yaml": "name: plain\ntasks: {a: {run: 'true'}}\n",
  "pipelines/parent.yaml": `name: parent\ntasks:\n  call: ${call("child")}\n  after: {needs: [call], run: 'true'}\n`,
  "pipelines/patient.yaml": `name: patient\ntasks:\n  call: ${call("child", ", retry: {retries: 2, delay: 0s}")}\n`,
  "pipelines/caller.yaml": `name: caller\n${pii}tasks:\n  call: ${call("plain", ", retry: {retries: 2, delay: 0s}")}\n  after: {needs: [call], run: 'true'}\n`,
  "pipelines/loose.yaml": `name: loose\ntasks:\n  call: {uses: pipeline, with: {pipeline: child, wait: false}}\n`,
  "pipelines/lenient.yaml": `name: lenient\n${pii}tasks:\n  a: {run: 'true', onFailure: continue}\n  b: {needs: [a], run: 'true'}\n`,
  "pipelines/careless.yaml": `name: careless\n${pii}tasks:\n  a: {run: 'true', onFailure: continue}\n  b: {needs: [a], run: 'true', onFailure: continue}\n`,
  "pipelines/skipping.yaml": `name: skipping\n${pii}tasks:\n  a: {if: 'false', run: 'true'}\n  b: {needs: [a], if: finished(), run: 'true'}\n`,
  "pipelines/calling.yaml": `name: calling\n${pii}tasks:\n  a: {if: 'false', run: 'true'}\n  b: {needs: [a], if: finished(), ${call("plain").slice(1)}\n`,
  "pipelines/tidying.yaml": `name: tidying\n${pii}tasks:\n  a: {run: 'true'}\n  b: {needs: [a], if: failed(), run: 'true'}\nfinally:\n  f: {run: 'true'}\n`,
};

const rule: Rule = {
  ...{ name: "owner", message: "personal data needs an owner.", severity: "error" },
  ...{ each: "pipeline", asks: "require", expression: 'pipeline.owner != ""' },
  when: { environments: null, projects: null, pipelines: null, tags: { data: ["pii"] } },
  place: "rules/pii.yaml:2:3",
};

const forTag = (word: string): Rule => ({
  ...rule,
  name: `${word}-owner`,
  when: { ...rule.when, tags: { data: [word] } },
});

const folder = temporaryDirectory();
const gate = join(folder.path, "gate");
const late = "tags: {data: [late]}\n";
let server: ServerUnderTest;
beforeAll(async () => {
  execFileSync("mkfifo", [gate]);
  server = await serverUnderTest({
    ...files,
    "pipelines/underway.yaml": `name: underway\n${late}tasks:\n  a: {run: 'cat ${gate}'}\n  b: {needs: [a], run: 'true'}\nfinally:\n  f: {run: 'true'}\n`,
    "pipelines/after.yaml": `name: after\n${late}tasks: {a: {run: 'true'}}\n`,
  });
  await putRules([forTag("pii")]);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** As a control repository has them; the worker asks anew each second. */
async function putRules(rules: Rule[]): Promise<void> {
  await using database = await connected(server.connectionString);
  await database.query("update trunkline.project set rules = $1", [
    { checks: { rules, waivers: [] } },
  ]);
}

async function connected(connectionString: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return {
    query: (text: string, values: unknown[]) => client.query(text, values),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

interface Seen {
  id: string;
  state: string;
  /** `NAME STATE`, with what its attempts (or the task itself) say. */
  tasks: Record<string, { state: string; said: (string | null)[]; child: string | undefined }>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the command line
const seen = ({ id, state, tasks }: any): Seen => ({
  ...{ id, state },
  tasks: Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: the same
    tasks.map((one: any) => [
      one.name,
      {
        state: one.state,
        // biome-ignore lint/suspicious/noExplicitAny: the same
        said: one.attempts.length > 0 ? one.attempts.map((x: any) => x.message) : [one.message],
        child: one.child?.run,
      },
    ]),
  ),
});

/** Runs it to its end: `--wait` resolves, so nothing hangs. */
async function ran(name: string): Promise<Seen> {
  const [run] = await server.json(["run", name, "--wait"]);
  return seen(run);
}
const shown = async (id: string): Promise<Seen> =>
  seen((await server.json(["runs", "show", id]))[0]);
const why = async (id: string): Promise<string> => (await server.trunkline(["why", id])).stdout;

const refused = expect.stringMatching(
  /^Refused by the rule pii-owner: personal data needs an owner\. It is rules\/pii\.yaml:2:3 in the control repository/,
);

test("a child that is refused fails its parent's task at once, which names the run that says why", async () => {
  const parent = await ran("parent");
  const { call, after } = parent.tasks;
  expect(parent.state).toBe("failed");
  expect(call).toMatchObject({ state: "failed", said: [`Run ${call?.child} of child failed: a.`] });
  expect(after).toMatchObject({ state: "skipped" });
  expect(await why(parent.id)).toContain(`call: failed: Run ${call?.child} of child failed: a.`);
  const child = await shown(call?.child as string);
  expect(child).toMatchObject({
    state: "failed",
    tasks: { a: { state: "failed", said: [refused] }, b: { state: "skipped" } },
  });
  expect(await why(child.id)).toContain("Refused by the rule pii-owner");
});

test("the parent's own retries each make a run, each refused once", async () => {
  const { state, tasks } = await ran("patient");
  expect([state, tasks.call?.said.length]).toEqual(["failed", 3]);
  for (const said of tasks.call?.said ?? []) {
    const [, id = ""] = /^Run (\d+) of child failed: a\.$/.exec(said ?? "") ?? [];
    expect((await shown(id)).tasks.a?.said).toEqual([refused]);
  }
});

test("a run that isn't waited for is refused all the same, and its parent has done its part", async () => {
  const parent = await ran("loose");
  expect(parent).toMatchObject({ state: "succeeded", tasks: { call: { state: "succeeded" } } });
  const child = parent.tasks.call?.child as string;
  await eventually("the child has ended", async () => (await shown(child)).state === "failed");
  expect((await shown(child)).tasks.a?.said).toEqual([refused]);
});

test("a parent that breaks a rule itself makes no run", async () => {
  expect(await ran("caller")).toMatchObject({
    state: "failed",
    tasks: {
      call: { state: "failed", said: [refused], child: undefined },
      after: { state: "skipped" },
    },
  });
});

test.each([
  ["lenient", "what follows a first task that may fail", ["a", "b"]],
  ["careless", "all that may fail, and the run with it", ["a", "b"]],
  ["skipping", "what follows one that is skipped", ["b"]],
  ["calling", "a call that follows one that is skipped", ["b"]],
  ["tidying", "what tidies up after a failure, though there is nothing to tidy", ["a", "b", "f"]],
])("%s: while nothing of a run was executed, %s is refused too", async (name, _, names) => {
  const { state, tasks } = await ran(name);
  expect(state).toBe("failed");
  for (const one of names) expect(tasks[one]).toMatchObject({ state: "failed", said: [refused] });
});

test("a run that is under way when the rule comes goes on to its end, `finally` included", async () => {
  const [{ id }] = await server.json(["run", "underway"]);
  await eventually("it runs", async () => (await shown(id)).tasks.a?.state === "running");
  await putRules([forTag("pii"), forTag("late")]);
  await eventually("new runs are refused", async () => (await ran("after")).state === "failed");
  writeFileSync(gate, "");
  await eventually("it has ended", async () => (await shown(id)).state !== "running");
  const done = { state: "succeeded" };
  expect(await shown(id)).toMatchObject({ ...done, tasks: { a: done, b: done, f: done } });
});

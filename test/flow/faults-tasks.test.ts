// Tasks that misbehave, through the whole system: what a person then sees of them, and what is left of them.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunView } from "#api/client.ts";
import { outputHeadBytes, outputTailBytes } from "#executors/output-limit.ts";
import { sayInto } from "#test/support/effects.ts";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { isRunning } from "#test/support/process.ts";

/** One task `a`; `fields` are lines of its spec. */
const pipeline = (name: string, script: string, ...fields: string[]) => {
  const block = (lines: string[]) => lines.map((line) => `      ${line}\n`).join("");
  const options = fields.map((line) => `    ${line}\n`).join("");
  return `name: ${name}\ntasks:\n  a:\n${options}    run: |\n${block(script.trim().split("\n"))}`;
};

const specs = (scratch: string) => ({
  // The shell and its child stay: only SIGKILL ends them, ten seconds after SIGTERM.
  stubborn: pipeline(
    "stubborn",
    `trap '' TERM
sh -c 'echo $$ > ${scratch}/stubborn; while :; do sleep 0.1; done' &
echo patience
while :; do sleep 0.1; done`,
    "timeout: 1s",
  ),
  forks: pipeline(
    "forks",
    `(trap '' TERM HUP; sh -c 'echo $$ > ${scratch}/fork; exec sleep 1000') > /dev/null 2>&1 &
while [ ! -s ${scratch}/fork ]; do sleep 0.01; done`,
  ),
  loud: pipeline(
    "loud",
    `echo first
yes 'zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich' | head -c 104857600
echo
echo last`,
  ),
  live: pipeline(
    "live",
    `${sayInto(`${scratch}/effects`)}
say start
echo alive
while [ ! -e ${scratch}/go ]; do sleep 0.05; done`,
  ),
  // Two bytes of one character and four of another, far apart in time.
  halves: pipeline(
    "halves",
    String.raw`printf 'caf\303'; sleep 0.4; printf '\251 \360\237'; sleep 0.4; printf '\230\200\n'; printf '\377 end\n'`,
  ),
  signal: pipeline("signal", "echo ouch\nkill -SEGV $$"),
  again: pipeline(
    "again",
    `echo "attempt $TRUNKLINE_ATTEMPT"\ntest "$TRUNKLINE_ATTEMPT" = 3`,
    "retry: {retries: 3, delay: 1s, backoff: exponential}",
  ),
  typed: pipeline("typed", 'echo "rows=many" >> "$TRUNKLINE_OUTPUT"', "outputs: {rows: integer}"),
  missing: `${pipeline("missing", "true", "outputs: {rows: integer}")}
  b:
    needs: [a]
    run: echo \${{ needs.a.outputs.rows }}
`,
});

let estate: Estate;

beforeAll(async () => {
  estate = new Estate((scratch) =>
    Object.fromEntries(
      Object.entries(specs(scratch)).map(([name, spec]) => [`pipelines/${name}.yaml`, spec]),
    ),
  );
  await estate.started("up");
});
afterAll(() => estate[Symbol.asyncDispose]());

const run = async (name: string): Promise<RunView> => estate.ended(await estate.run(name));

/** The only task's only (or last) attempt. */
const attemptOf = ({ tasks }: RunView) => tasks[0]?.attempts.at(-1);

const outputOf = async ({ id }: RunView): Promise<string> => {
  const { code, stdout } = await estate.cli.call(["logs", id, "--task", "a"]);
  expect(code).toBe(0);
  return stdout;
};

const pidIn = (file: string): number => Number(readFileSync(estate.scratch(file), "utf8"));

test.concurrent("a task that ignores SIGTERM is killed with its children ten seconds after its timeout", async () => {
  const stubborn = await run("stubborn");
  expect(stubborn.state).toBe("failed");
  expect(attemptOf(stubborn)).toMatchObject({
    ending: "timedOut",
    signal: "SIGKILL",
    message: "Took longer than 1 s.",
  });
  expect(isRunning(pidIn("stubborn"))).toBe(false);
  expect(await outputOf(stubborn)).toBe("patience\n");
});

test.concurrent("what a task leaves in its process group ends before its result counts", async () => {
  expect((await run("forks")).state).toBe("succeeded");
  expect(isRunning(pidIn("fork"))).toBe(false);
});

test.concurrent("characters that arrive in halves are whole again; bytes that are none disturb nobody", async () => {
  expect(await outputOf(await run("halves"))).toBe("café 😀\n\ufffd end\n");
});

test.concurrent("a task that a signal ends fails, and the signal is shown", async () => {
  const ended = await run("signal");
  expect(ended.state).toBe("failed");
  expect(attemptOf(ended)).toMatchObject({
    ending: "signalled",
    signal: "SIGSEGV",
    exitCode: null,
  });
  const { stdout } = await estate.cli.call(["runs", "show", ended.id]);
  expect(stdout).toMatch(/a +failed +1 +\S.* +SIGSEGV +Ended by SIGSEGV\./);
  expect(await outputOf(ended)).toBe("ouch\n");
});

test.concurrent("retries wait longer each time, and one that succeeds makes the run succeed", async () => {
  const again = await run("again");
  expect(again.state).toBe("succeeded");
  const attempts = again.tasks[0]?.attempts ?? [];
  expect(attempts.map(({ exitCode }) => exitCode)).toEqual([1, 1, 0]);
  const waited = attempts.slice(1).map((attempt, index) => {
    const before = attempts[index]?.finishedAt ?? "";
    return Date.parse(attempt.startedAt ?? "") - Date.parse(before);
  });
  expect(waited[0]).toBeGreaterThanOrEqual(1_000);
  expect(waited[1]).toBeGreaterThanOrEqual(2_000);
  expect(await outputOf(again)).toBe("attempt 1\nattempt 2\nattempt 3\n");
});

test.concurrent("an output of another type than declared fails its task, a missing one the task that reads it", async () => {
  const typed = await run("typed");
  expect(typed.state).toBe("failed");
  expect(attemptOf(typed)?.message).toMatch(/rows.*many/);
  const { state, tasks } = await run("missing");
  expect([state, ...tasks.map((task) => task.state)]).toEqual(["failed", "succeeded", "failed"]);
  expect(tasks[1]?.attempts.at(-1)?.message).toContain("rows");
});

test("of 100 MB of output the beginning and the end are kept, and what is missing is said", async ({
  annotate,
}) => {
  const since = performance.now();
  const loud = await run("loud");
  await annotate(`100 MB in ${(performance.now() - since) | 0} ms`);
  expect(loud.state).toBe("succeeded");
  const output = await outputOf(loud);
  expect(Buffer.byteLength(output)).toBeLessThan(outputHeadBytes + outputTailBytes + 100);
  expect(output.startsWith("first\nzwölf Box")).toBe(true);
  expect(output.endsWith("\nlast\n")).toBe(true);
  expect(output).not.toContain("\ufffd");
  const omitted = Number(/^… (\d+) bytes omitted …$/m.exec(output)?.[1]);
  expect(omitted).toBeGreaterThan(90_000_000);
  // "first\n", the 100 MiB, and "\nlast\n"; beside them only the line that says so.
  const said = Buffer.byteLength(/\n… .*\n/.exec(output)?.[0] ?? "");
  expect(Buffer.byteLength(output) - said + omitted - (6 + 104_857_600 + 6)).toBeLessThanOrEqual(1);
});

test("output is seen within a second while its task runs", async ({ annotate }) => {
  const id = await estate.run("live");
  const reading = new AbortController();
  const arrived = (async () => {
    for await (const { text } of estate.api().logs(id, { follow: true }))
      if (text.includes("alive")) return performance.now();
    throw new Error("the output ended without it");
  })();
  await eventually("the task has started", () => estate.effects("start").length === 1);
  const since = performance.now();
  const took = (await arrived) - since;
  reading.abort();
  await annotate(`seen after ${took | 0} ms`);
  expect(took).toBeLessThan(1_000);
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
});

// A worker in a process of its own, under plain node, that tests may kill or stop.
// Arguments: work directory, TTL in milliseconds, then the scripts to run at once.
// The environment variable FILES may hold the project's files, as JSON (test/support/git-objects.ts).
// Prints the supervisor's process id, then all output, then each result as a line of JSON.

import { createCommandExecutor } from "#executors/command.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { GitObjects } from "#test/support/git-objects.ts";

const [workDirectory, ttlMs, ...scripts] = process.argv.slice(2) as [string, string, ...string[]];
const git = new GitObjects();
const tree = process.env.FILES === undefined ? null : git.tree(JSON.parse(process.env.FILES));
const executor = await createCommandExecutor({
  workDirectory,
  ttlMs: Number(ttlMs),
  graceMs: 200,
  readObjects: git.read,
});
const results = scripts.map((script, n) =>
  executor.run({
    runId: "run",
    task: `task${n}`,
    attempt: 1,
    action: { kind: "command", script, variables: {} },
    values: valuesWith(),
    secrets: {},
    external: new RecordedRuns(),
    env: {},
    runAs: null,
    timeoutMs: null,
    tree,
    onOutput: (bytes) => {
      process.stdout.write(bytes);
    },
    signal: new AbortController().signal,
  }),
);
while (executor.supervisorPid === undefined) await new Promise((next) => setImmediate(next));
console.log(`supervisor=${executor.supervisorPid}`);
for (const result of results) console.log(JSON.stringify(await result));
await executor.close();

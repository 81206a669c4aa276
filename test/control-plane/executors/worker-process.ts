// A worker in a process of its own, under plain node, that tests may kill or stop.
// Arguments: work directory, TTL in milliseconds, then the scripts to run at once.
// Prints the supervisor's process id, then all output, then each result as a line of JSON.

import { createCommandExecutor } from "#executors/command.ts";

const [workDirectory, ttlMs, ...scripts] = process.argv.slice(2) as [string, string, ...string[]];
const executor = await createCommandExecutor({
  workDirectory,
  ttlMs: Number(ttlMs),
  graceMs: 200,
  readObjects: async () => new Map(),
});
const results = scripts.map((script, n) =>
  executor.run({
    runId: "run",
    task: `task${n}`,
    attempt: 1,
    action: { kind: "command", script, variables: {} },
    env: {},
    timeoutMs: null,
    tree: null,
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

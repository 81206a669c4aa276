// What a run's tasks print, on stdout: one task's byte for byte, several tasks' line by line behind their names.

import type { ApiClient, LogQuery } from "#api/client.ts";
import type { Output } from "./output.ts";
import { TaskOutput } from "./task-output.ts";

/** @param tasks Names of those that may print; with only one the output need not be text. */
export async function printOutput(
  api: ApiClient,
  { run, tasks, query }: { run: string; tasks: readonly string[]; query: LogQuery },
  out: Output,
): Promise<void> {
  if (tasks.length === 1) {
    for await (const part of api.logBytes(run, query)) {
      out.bytes(part);
      out.flush();
    }
    return;
  }
  const output = new TaskOutput(tasks, (text) => out.raw(text));
  for await (const chunk of api.logs(run, query)) {
    output.add(chunk.task, chunk.text);
    out.flush();
  }
  output.end();
}

// How long tasks usually take, by what a server has learned from its runs.

import type { Expectation } from "#core/deadline/expected.ts";
import { type ConnectInput, withServer } from "./connect.ts";

/** By `pipeline/task`. @throws CommandError when there is no server, or it does not know the project. */
export async function recordedDurations(
  input: ConnectInput & { signal: AbortSignal },
  project: string,
): Promise<Map<string, Expectation>> {
  const found = await withServer(input, input.signal, (api) => api.durations(project));
  return new Map(
    found.map(({ pipeline, task, medianMs, p90Ms }) => [
      `${pipeline}/${task}`,
      { medianMs, p90Ms },
    ]),
  );
}

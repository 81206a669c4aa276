// What of a pipeline decides when its jobs start: what was observed or simulated of other times proves nothing of these.

import { canonicalJson } from "../canonical.ts";
import type { Pipeline, Task } from "../pipeline.ts";

/** Canonical JSON: equal texts start alike. What a task does, by whom and where, is left out. */
export const timesText = (pipeline: Pipeline): string => {
  const { timezone, newDay, calendar, triggers, after, awaits, concurrency, legacy } = pipeline;
  return canonicalJson({
    ...{ timezone, newDay, calendar, triggers, after, awaits, concurrency, legacy },
    messages: pipeline.messages ?? [],
    tasks: pipeline.tasks.map(timesOf),
  });
};

function timesOf({
  action: _action,
  deadline: _deadline,
  env: _env,
  outputs: _outputs,
  priority: _priority,
  retry: _retry,
  runAs: _runAs,
  runsOn: _runsOn,
  secrets: _secrets,
  timeoutMs: _timeoutMs,
  ...times
}: Task) {
  return times;
}

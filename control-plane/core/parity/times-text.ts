// What of a pipeline decides when its jobs start: what was observed or simulated of other times proves nothing of these.

import { canonicalJson } from "../canonical.ts";
import type { Pipeline, Task } from "../pipeline.ts";

/**
 * Canonical JSON: equal texts start alike. What a task does, by whom and where, is left out, and what becomes of times that were
 * missed, which neither a simulation nor an observed scheduler has.
 */
export const timesText = (pipeline: Pipeline): string => {
  const { timezone, newDay, calendar, triggers, after, awaits, concurrency, legacy } = pipeline;
  return canonicalJson({
    ...{ timezone, newDay, calendar, after, awaits, concurrency, legacy },
    triggers: triggers.map(({ missed: _missed, ...times }) => times),
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

// A job of which nothing is known but what defines it.

import type { LegacyJob } from "#migrators/legacy.ts";
import type { Statement } from "#migrators/statement.ts";

/** Of cron, where most jobs have no names: what it is called is where it stands, unless a key says otherwise. */
export function blankJob(
  statement: Statement,
  key = `${statement.place.file}:${statement.place.line}`,
): LegacyJob {
  return {
    ...{ key, name: key, statement, also: [], parent: null },
    ...{ work: { kind: "dummy" }, hosts: null, user: null, environment: [] },
    schedule: {
      ...{ start: { kind: "none" }, timezone: null, newDay: "00:00", window: null },
      ...{ cyclic: null, missed: "none" },
    },
    ...{ condition: null, resources: [], notifications: [], deadlines: [], confirm: null },
    result: {
      ...{ success: null, failure: null, effects: [], rules: [], retry: null, timeout: null },
      ...{ endsGroup: null, endedByGroup: null, groupSuccess: null, groupFailure: null },
    },
    ...{ priority: null, state: null, description: null, labels: [], inert: [], refusals: [] },
  };
}

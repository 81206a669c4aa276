// A word that says that it is a test, with something in every field.

import type { AlertKind } from "#core/alerts/kind.ts";
import type { AlertWord } from "#core/alerts/message.ts";

export function testWord(
  now: Date,
  serverUrl: string | null,
  kind: AlertKind = "failed",
): AlertWord {
  const at = now.toISOString();
  return {
    ...{ id: "0", act: "test", openedAt: at, now: at, serverUrl },
    event: {
      ...{ kind, severity: "info", key: `trunkline/test/example/${kind}` },
      ...{ project: "test", environment: "test", pipeline: "example", owner: "nobody" },
      tags: { tier: ["test"] },
      message: "this is a test of a channel; nothing has failed",
      task: { name: "load", attempt: 3, of: 3, exitCode: 1, signal: null },
      run: {
        id: "0",
        date: at.slice(0, 10),
        slot: "m:test",
        generation: 1,
        traceId: "0".repeat(32),
      },
      ...{ at, since: at, inRow: 1, deadline: null, next: null },
      ...{ downstream: [], downstreamCount: 0, lastSuccess: null, change: null },
      ...{ affected: [], affectedCount: 0, links: { trace: null, runbook: null } },
    },
    output: { error: "ERROR: this is a test", tail: ["connecting", "ERROR: this is a test"] },
    ...{ acknowledgedBy: null, note: null, resolvedAt: null, resolution: null },
  };
}

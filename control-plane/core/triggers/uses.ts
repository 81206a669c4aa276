// What following a source uses: for the ceilings of its project, and for policies.

import type { RunUse } from "#core/access/run-use.ts";
import type { Use } from "../ceilings/ceilings.ts";
import { sourceKind } from "./kinds.ts";
import type { MessageTrigger } from "./message-trigger.ts";

export function usesOfTrigger({ runsOn, source }: MessageTrigger): Use[] {
  const kind = sourceKind(source);
  return [
    ...runsOn.map((value): Use => ({ kind: "runsOn", value })),
    ...kind.secrets(source).map((value): Use => ({ kind: "secrets", value })),
    ...kind.places(source).map((value): Use => ({ kind: "network", value })),
  ];
}

/** As a task's, which policies judge alike. */
export function namedByTrigger({ source }: Pick<MessageTrigger, "source">): RunUse[] {
  const kind = sourceKind(source);
  return [
    ...kind.connections(source).map((name): RunUse => ({ kind: "connection", name })),
    ...kind.secrets(source).map((name): RunUse => ({ kind: "secret", name })),
  ];
}

// Triggers that messages set off, as written → as the engine takes them, and back. Takes a spec without problems.

import type { PipelineSpec, TriggerSpec } from "#schemas/types.ts";
import type { ConnectionSource } from "../connection.ts";
import { inOrder } from "../in-order.ts";
import { labelSet } from "../labels.ts";
import type { Pipeline } from "../pipeline.ts";
import type { SourceKind } from "./kind.ts";
import { kindOfTrigger, sourceKind } from "./kinds.ts";
import type { MessageSource, MessageTrigger } from "./message-trigger.ts";

/** The schema's description repeats it for people. */
const defaultMaxWaiting = 1000;

/** Absent, and not empty, where there is none: what has none keeps its hash. */
export function normalizeMessages(
  triggers: PipelineSpec["triggers"],
  source: Pick<ConnectionSource, "connection">,
): Pick<Pipeline, "messages"> {
  const messages = (triggers ?? []).flatMap((trigger): MessageTrigger[] => {
    const name = kindOfTrigger(trigger);
    if (name === undefined) return [];
    const kind: SourceKind<MessageSource> = sourceKind({ kind: name });
    return [
      {
        condition: trigger.if?.trim() ?? null,
        date: trigger.date ?? null,
        key: trigger.key ?? null,
        maxWaiting: trigger.maxWaiting ?? defaultMaxWaiting,
        params: inOrder(trigger.params ?? {}),
        runsOn: labelSet(trigger.runsOn ?? []),
        source: kind.normalize(trigger, source),
      },
    ];
  });
  return messages.length === 0 ? {} : { messages };
}

/** What a spec would say that gives the trigger again. */
export const messageSpec = (trigger: MessageTrigger): TriggerSpec => ({
  ...sourceKind(trigger.source).spec(trigger.source),
  ...(trigger.condition === null ? {} : { if: trigger.condition }),
  ...(trigger.date === null ? {} : { date: trigger.date }),
  ...(trigger.key === null ? {} : { key: trigger.key }),
  maxWaiting: trigger.maxWaiting,
  params: trigger.params,
  runsOn: trigger.runsOn,
});

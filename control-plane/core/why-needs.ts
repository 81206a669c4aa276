// What a task will wait for once its needs have ended: nobody has judged it yet, so that only its texts are told.

import { approvalText } from "./approval.ts";
import { factsOf } from "./conditions/condition.ts";
import { describeFact } from "./conditions/describe.ts";
import type { Gates } from "./pipeline.ts";
import { takeText } from "./pools/takes.ts";
import { type Reason, reason } from "./why-reason.ts";

/** In the order in which they are judged. */
export const gateTexts = ({ awaits, notBefore, notAfter, takes, approval }: Gates): string[] => [
  ...(awaits === null ? [] : factsOf(awaits).map((fact) => describeFact(fact))),
  ...(notBefore === null ? [] : [`not before ${notBefore}`]),
  ...(notAfter === null ? [] : [`not after ${notAfter}`]),
  // A revision that was stored before there were pools has no list.
  ...(takes ?? []).map(takeText),
  ...(approval ? [approvalText(approval, null)] : []),
];

/** A reason for each: neither so nor not so. */
export const laterReasons = (task: { name: string; later?: readonly string[] }): Reason[] =>
  (task.later ?? []).map((text) =>
    reason("gate", `${text}: asked once what it needs has ended`, { task: task.name }),
  );

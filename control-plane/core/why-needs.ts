// What a task will wait for once its needs have ended, as of now.

import type { LaterGate } from "./later-gates.ts";
import { type Reason, reason } from "./why-reason.ts";

/** A reason for each. */
export const laterReasons = (task: { name: string; later?: readonly LaterGate[] }): Reason[] =>
  (task.later ?? []).map(({ text, found, holds, change, since, until }) =>
    reason("gate", `${text}: ${found}; judged again once what it needs has ended`, {
      ...{ task: task.name, holds, change, since, until },
      provisional: true,
    }),
  );

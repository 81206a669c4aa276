// Words for what a task does, and for what changes of it.

import type { Action } from "../action.ts";
import { kindOf } from "../actions/kinds.ts";
import { type Said, say } from "./said.ts";

/** Such as `runs "./load.sh"`. */
export const actionText = (action: Action): string => kindOf(action).text(action);

export const actionChanges = (before: Action, after: Action): Said[] =>
  before.kind === after.kind
    ? kindOf(before).changes(before, after)
    : [say("work", `${actionText(before)} → ${actionText(after)}`)];

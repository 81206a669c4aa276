// Rights come by review: what a break-glass would let a pipeline use that it may not use as it is deployed.

import { kindOf } from "./actions/kinds.ts";
import type { Pipeline, Task } from "./pipeline.ts";
import { type Widened, widenedBetween, widenedText } from "./plan/rights.ts";
import { onlyIn } from "./plan/wording.ts";
import { sourceKind } from "./triggers/kinds.ts";

type Tasks = Pick<Pipeline, "tasks" | "messages">;
type Messages = NonNullable<Pipeline["messages"]>;

/** Such as `tasks.load: secrets other/token`; null where nothing widens. Task by task: a secret is one task's. */
export function wideningOf(before: Tasks, after: Tasks): string | null {
  for (const task of after.tasks) {
    // A changed matrix has other instances of the same task.
    const had = before.tasks.filter(({ group }) => group === task.group);
    const known = new Set(had.flatMap(reaches));
    // One more command gets at nothing that the others don't.
    if (had.length === 0 && before.tasks.flatMap(reaches).includes(command)) known.add(command);
    const more = reaches(task).filter((text) => !known.has(text));
    const said = [widenedText(widenedOf(had, task, before)), ...more].filter((text) => text !== "");
    if (said.length > 0) return `tasks.${task.group}: ${said.join("; ")}`;
  }
  const said = widenedTriggers(before.messages ?? [], after.messages ?? []);
  return said.length === 0 ? null : `triggers: ${said.join("; ")}`;
}

function widenedTriggers(had: Messages, has: Messages): string[] {
  const widened = widenedBetween({ tasks: [], messages: had }, { tasks: [], messages: has });
  const reached = ({ source }: Messages[number]) => sourceKind(source).reaches(source);
  const more = onlyIn(has.flatMap(reached), had.flatMap(reached));
  return [widenedText(widened), ...more].filter((text) => text !== "");
}

/** Where it runs and what it takes may be what any task of the pipeline does, for a new one. */
function widenedOf(had: Task[], task: Task, before: Tasks): Widened {
  if (had.length > 0) return widenedBetween({ tasks: had }, { tasks: [task] });
  const { users, secrets, hosts } = widenedBetween({ tasks: [] }, { tasks: [task] });
  const { workers, pools } = widenedBetween(before, { tasks: [task] });
  return Object.fromEntries(
    Object.entries({ users, secrets, hosts, workers, pools }).filter(([, more]) => more),
  ) as Widened;
}

const command = "runs a command";

/** What a task gets at beside its rights, which a list of hosts doesn't tell apart. */
const reaches = ({ action }: Task): readonly string[] => kindOf(action).reaches(action);

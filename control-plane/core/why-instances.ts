// Why a task with `forEach` is as it is, and which item an instance of it is about.

import type { Scalar } from "./pipeline.ts";
import { type Reason, reason } from "./why-reason.ts";

/** Longest text of an item in a sentence. */
const maxShown = 80;

/** An item as people read it: texts in quotes, cut where they are long. */
export function shownItem(item: Scalar): string {
  const text = JSON.stringify(item);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

/** The same reasons, each with the item that it is about. */
export const withItem = (reasons: Reason[], { item = null }: { item?: Scalar | null }): Reason[] =>
  item === null
    ? reasons
    : reasons.map((one) => ({ ...one, message: `${one.message} (item ${shownItem(item)})` }));

/** Of one that has become its instances, and not all of them have ended. */
export function instancesReason(task: {
  name: string;
  startedAt: string | null;
  instances?: { total: number; open: number } | null;
}): Reason {
  const { total, open } = task.instances ?? { total: 0, open: 0 };
  return reason("running", `${total - open} of its ${total} instances have ended`, {
    task: task.name,
    since: task.startedAt,
  });
}

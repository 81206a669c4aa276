// The tasks that made a run as long as it is.

import type { TaskView } from "#api/types.ts";

/** When each task ended, by its name; of one that runs `now`, of one that never began null. */
export const endsOf = (
  tasks: readonly TaskView[],
  now: number,
): ReadonlyMap<string, number | null> =>
  new Map(
    tasks.map(({ name, attempts }) => {
      const last = attempts.at(-1);
      if (last === undefined) return [name, null];
      return [name, last.finishedAt === null ? now : Date.parse(last.finishedAt)];
    }),
  );

/** From the task that ended last, back over the need that each waited for longest. */
export function criticalPath(
  tasks: readonly TaskView[],
  ended: ReadonlyMap<string, number | null>,
): ReadonlySet<string> {
  const needs = new Map(tasks.map((task) => [task.name, task.needs]));
  const latest = (names: Iterable<string>): string | undefined => {
    let [last, end] = [undefined as string | undefined, Number.NEGATIVE_INFINITY];
    for (const name of names) {
      const own = ended.get(name) ?? null;
      if (own !== null && own > end) [last, end] = [name, own];
    }
    return last;
  };
  const path = new Set<string>();
  let name = latest(needs.keys());
  while (name !== undefined && !path.has(name)) {
    path.add(name);
    name = latest(needs.get(name) ?? []);
  }
  return path;
}

// The order of tasks: an order in which every task follows what it needs, and the cycles that allow none.

/** Whether every task follows what it needs as it stands: true of most pipelines, and then there is no cycle. */
export const isOrdered = (needs: readonly (readonly number[])[]): boolean =>
  needs.every((list, index) => list.every((need) => need < index));

/**
 * Topological order: the declared one where it is one, else level by level, each in the declared order.
 * @param needs For each task the indexes of the tasks it needs.
 * @returns Indexes in order; shorter than `needs` when there is a cycle.
 */
export function topologicalOrder(needs: readonly (readonly number[])[]): number[] {
  if (isOrdered(needs)) return needs.map((_, index) => index);
  const dependents: number[][] = needs.map(() => []);
  const open = needs.map((list, index) => {
    for (const need of list) dependents[need]?.push(index);
    return list.length;
  });
  const order: number[] = [];
  let ready = open.flatMap((count, index) => (count === 0 ? [index] : []));
  while (ready.length > 0) {
    const next: number[] = [];
    for (const index of ready) {
      order.push(index);
      for (const dependent of dependents[index] ?? []) {
        const left = (open[dependent] ?? 0) - 1;
        open[dependent] = left;
        if (left === 0) next.push(dependent);
      }
    }
    ready = next.sort((a, b) => a - b);
  }
  return order;
}

/**
 * One cycle of each knot of tasks that need each other, as indexes: each needs the next, the last needs the first.
 * Walks with its own stack: a chain of 5,000 tasks would exceed the call stack's.
 */
export function findCycles(needs: readonly (readonly number[])[]): number[][] {
  const cycles: number[][] = [];
  if (isOrdered(needs)) return cycles;
  const state = new Uint8Array(needs.length);
  for (let root = 0; root < needs.length; root++) {
    if (state[root] !== 0) continue;
    const path: { index: number; next: number }[] = [{ index: root, next: 0 }];
    state[root] = 1;
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top === undefined) break;
      const need = needs[top.index]?.[top.next++];
      if (need === undefined) {
        state[top.index] = 2;
        path.pop();
      } else if (state[need] === 1) {
        const start = path.findIndex(({ index }) => index === need);
        cycles.push(path.slice(start).map(({ index }) => index));
        // The rest of this knot is about the same mistake.
        for (const { index } of path) state[index] = 2;
        path.length = 0;
      } else if (state[need] === 0) {
        state[need] = 1;
        path.push({ index: need, next: 0 });
      }
    }
  }
  return cycles;
}

// The fire times of an estate: one merge in time order over its pipelines. It holds the next fire time of each distinct
// way to fire and nothing else, so neither the length of the range nor the number of fire times takes memory.

import { type Fire, fires, keyOf, type Timed } from "./fire.ts";
import { Heap } from "./heap.ts";
import type { Range } from "./range.ts";

interface Group {
  /** Places of its pipelines in the order of names. */
  members: number[];
  due: Iterator<Fire>;
  head: Fire;
}

/**
 * Each fire time of each pipeline, by instant, then by name of pipeline, then by ordinal. Pipelines that fire alike are
 * computed once and share their `Fire` objects.
 */
export function* simulate<P extends Timed & { name: string }>(
  pipelines: readonly P[],
  range: Range,
): Generator<[P, Fire]> {
  const sorted = pipelines.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const heap = new Heap<Group>((group) => group.head.at);
  for (const group of groupsOf(sorted, range)) heap.add(group);
  for (let first = heap.take(); first !== null; first = heap.take()) {
    const { at } = first.head;
    const due = [first];
    while (heap.least() === at) due.push(heap.take() as Group);
    yield* inOrder(
      due.map((group) => ({ members: group.members, fires: takeAt(group, at) })),
      sorted,
    );
    for (const group of due) if (group.head.at !== at) heap.add(group);
  }
}

function groupsOf(sorted: readonly Timed[], range: Range): Group[] {
  const groups = new Map<string, number[]>();
  for (const [index, pipeline] of sorted.entries())
    groups.getOrInsertComputed(keyOf(pipeline), () => []).push(index);
  return [...groups.values()].flatMap((members) => {
    const due = fires(sorted[members[0] as number] as Timed, range);
    const { value, done } = due.next();
    return done ? [] : [{ members, due, head: value }];
  });
}

/** Its fire times at an instant, which is its head's; a head that stays there is its last. */
function takeAt(group: Group, at: number): Fire[] {
  const taken: Fire[] = [];
  while (group.head.at === at) {
    taken.push(group.head);
    const { value, done } = group.due.next();
    if (done) break;
    group.head = value;
  }
  return taken;
}

function* inOrder<P>(
  due: readonly { members: readonly number[]; fires: readonly Fire[] }[],
  pipelines: readonly P[],
): Generator<[P, Fire]> {
  const order: { member: number; fires: readonly Fire[] }[] = [];
  for (const { members, fires } of due) for (const member of members) order.push({ member, fires });
  // Members of one group are in order already.
  if (due.length > 1) order.sort((a, b) => a.member - b.member);
  for (const { member, fires } of order)
    for (const fire of fires) yield [pipelines[member] as P, fire];
}

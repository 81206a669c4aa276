// Events that only say that one job follows another: people would write `needs`. What else anybody does with the event, or a
// flow in a circle, keeps it an event.

import { topologicalOrder } from "#core/graph.ts";
import type { EventUses } from "../legacy/event-uses.ts";
import type { PipelineDraft, ProjectDraft, TaskDraft } from "./draft.ts";

/** By name of the event, the task that posts it; those that wait for it are in the same pipeline. */
export type EventEdges = ReadonlyMap<string, TaskDraft>;

interface Edge {
  event: string;
  producer: TaskDraft;
  consumers: TaskDraft[];
}

export function eventEdges(
  events: ReadonlyMap<string, EventUses>,
  placed: ProjectDraft["placed"],
): EventEdges {
  const edges = new Map<string, TaskDraft>();
  const byPipeline = new Map<PipelineDraft, Edge[]>();
  for (const [event, uses] of events) {
    const [emit] = uses.emits;
    if (emit === undefined || !isOnlyOrder(uses)) continue;
    const from = placed.get(emit.by.key);
    const to = uses.awaits.map(({ by }) => placed.get(by.key));
    const isWithin = to.every((one) => one?.pipeline === from?.pipeline && one !== from);
    const producer = from?.tasks[0];
    if (from === undefined || producer === undefined || !isWithin) continue;
    const consumers = to.flatMap((one) => one?.tasks ?? []);
    byPipeline.getOrInsertComputed(from.pipeline, () => []).push({ event, producer, consumers });
  }
  for (const [{ tasks }, found] of byPipeline)
    for (const { event, producer } of withoutCircles(tasks, found)) edges.set(event, producer);
  return edges;
}

/** Posted by one job after each success, awaited by others without a choice, and deleted by nobody but the only one that awaits it. */
function isOnlyOrder({ emits, clears, byRules, awaits }: EventUses): boolean {
  const [emit] = emits;
  if (emit === undefined || emits.length > 1 || byRules > 0 || awaits.length === 0) return false;
  const { isGroup, isCyclic } = emit.by;
  if (emit.date.kind !== "same" || isGroup || isCyclic) return false;
  if (!awaits.every(({ must, date, by }) => must && date.kind === "same" && !by.isGroup))
    return false;
  return clears.every(({ by, after }) =>
    by === emit.by ? !after : awaits.every((wait) => wait.by === by && !by.isCyclic),
  );
}

/** Those that are on no circle, and between none. */
function withoutCircles(tasks: readonly TaskDraft[], edges: readonly Edge[]): Edge[] {
  const places = new Map(tasks.map((task, index) => [task, index]));
  const place = (task: TaskDraft): number => places.get(task) ?? 0;
  const needs: number[][] = tasks.map(() => []);
  const followers: number[][] = tasks.map(() => []);
  for (const { producer, consumers } of edges)
    for (const consumer of consumers) {
      needs[place(consumer)]?.push(place(producer));
      followers[place(producer)]?.push(place(consumer));
    }
  const free = new Set([...topologicalOrder(needs), ...topologicalOrder(followers)]);
  return edges.filter(
    ({ producer, consumers }) =>
      free.has(place(producer)) || consumers.every((consumer) => free.has(place(consumer))),
  );
}

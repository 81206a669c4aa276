// What needs somebody, by what caused it: runs that wait for a pipeline which failed, is late or at risk, or is waited for by it, hang
// below that one; those that wait for a pool, an event, a blackout or a pause hang below that. The most urgent first, by the time
// that is left to act.

import { heldBy, keyOfShared, type SharedWait } from "./shared-waits.ts";

/** A run that is not well. */
export interface Troubled {
  run: string;
  project: string;
  pipeline: string;
  state: "failed" | "late" | "at-risk" | "waiting";
  /** What failed, or what it waits for, in a clause. */
  what: string;
  /** ISO. */
  since: string;
  /** ISO; null: none. */
  deadline: string | null;
  /** ISO; when it will probably end, of one with a deadline. */
  expectedAt: string | null;
}

export interface Cause<W extends SharedWait = SharedWait> {
  /** What all of them wait for and no run of theirs is; null: it is the root that caused it. */
  shared: W | null;
  /** The run that the others wait for, or the newest of a pipeline that failed again and again; below what is shared the worst. */
  root: Troubled;
  /** All of it, the root first. */
  runs: readonly Troubled[];
  /** ISO: the first deadline of any of them that is still to come, else the first; null: none has one. */
  deadline: string | null;
}

/**
 * @param now ISO
 * @param waits What runs wait for that others share: a cause where one of its runs is in trouble, and no run of theirs is.
 */
export function causesOf<W extends SharedWait>(
  troubled: readonly Troubled[],
  now: string,
  waits: readonly W[] = [],
): Cause<W>[] {
  const byPipeline = Map.groupBy(troubled, pipelineOf);
  const held = heldBy(waits);
  const shared = new Map(waits.map((one) => [keyOfShared(one), one]));
  const roots = Map.groupBy(troubled, (one) => rootOf(one, byPipeline, held));
  return [...roots.entries()]
    .map(([key, runs]): Cause<W> => {
      const ordered = runs.toSorted(
        (a, b) => rank(a, key) - rank(b, key) || compare(b.since, a.since),
      );
      const root = ordered[0] as Troubled;
      return { shared: shared.get(key) ?? null, root, runs: ordered, deadline: nearest(runs, now) };
    })
    .filter(({ runs }) => runs.some(({ state }) => state !== "waiting"))
    .toSorted(
      (a, b) =>
        compare(a.deadline ?? farAway, b.deadline ?? farAway) ||
        compare(b.root.since, a.root.since),
    );
}

const farAway = "9999";
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const pipelineOf = ({ project, pipeline }: { project: string; pipeline: string }): string =>
  `${project}/${pipeline}`;

/** The cause itself, then what is worst. */
const order = ["failed", "late", "at-risk", "waiting"];
const rank = (one: Troubled, root: string): number =>
  (pipelineOf(one) === root ? 0 : 10) + order.indexOf(one.state);

/** From what waits to what it waits for, as long as that is in trouble as well; in the end to what that one waits for with others. */
function rootOf(
  one: Troubled,
  known: ReadonlyMap<string, readonly Troubled[]>,
  held: ReadonlyMap<string, SharedWait>,
): string {
  const seen = new Set<string>();
  let at = one;
  for (;;) {
    const key = pipelineOf(at);
    if (seen.has(key)) return key;
    seen.add(key);
    if (at.state === "failed") return key;
    const shared = held.get(at.run);
    const holder = shared?.by.map(pipelineOf).find((by) => by !== key && known.has(by));
    const next = awaited(at, known) ?? (holder === undefined ? undefined : known.get(holder)?.[0]);
    if (next === undefined) return shared === undefined ? key : keyOfShared(shared);
    at = next;
  }
}

/** The longest name of a pipeline in trouble that stands in what is said as a word of its own. */
function awaited(
  { what, project, pipeline }: Troubled,
  known: ReadonlyMap<string, readonly Troubled[]>,
): Troubled | undefined {
  const found = [...known.values()]
    .flatMap(([first]) => (first === undefined ? [] : [first]))
    .filter((other) => !(other.pipeline === pipeline && other.project === project))
    .filter((other) => hasWord(what, other.pipeline))
    .toSorted(
      (a, b) =>
        b.pipeline.length - a.pipeline.length ||
        Number(b.project === project) - Number(a.project === project),
    );
  return found[0];
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true;
  return false;
}

const isPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_-]/u.test(character);

function nearest(runs: readonly Troubled[], now: string): string | null {
  const all = runs.flatMap(({ deadline }) => (deadline === null ? [] : [deadline])).toSorted();
  return all.find((at) => Date.parse(at) > Date.parse(now)) ?? all[0] ?? null;
}

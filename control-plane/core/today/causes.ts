// What needs somebody, by what caused it: runs that wait for a pipeline which failed, is late or at risk, or is waited for by it, hang
// below that one. The most urgent first, by the time that is left to act.

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

export interface Cause {
  /** The run that the others wait for, or the newest of a pipeline that failed again and again. */
  root: Troubled;
  /** All of it, the root first. */
  runs: readonly Troubled[];
  /** ISO: the first deadline of any of them that is still to come, else the first; null: none has one. */
  deadline: string | null;
}

/** @param now ISO */
export function causesOf(troubled: readonly Troubled[], now: string): Cause[] {
  const byPipeline = Map.groupBy(troubled, pipelineOf);
  const roots = Map.groupBy(troubled, (one) => rootOf(one, byPipeline));
  return [...roots.entries()]
    .map(([key, runs]): Cause => {
      const ordered = runs.toSorted(
        (a, b) => rank(a, key) - rank(b, key) || compare(b.since, a.since),
      );
      return { root: ordered[0] as Troubled, runs: ordered, deadline: nearest(runs, now) };
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
const pipelineOf = ({ project, pipeline }: Troubled): string => `${project}/${pipeline}`;

/** The cause itself, then what is worst. */
const order = ["failed", "late", "at-risk", "waiting"];
const rank = (one: Troubled, root: string): number =>
  (pipelineOf(one) === root ? 0 : 10) + order.indexOf(one.state);

/** From what waits to what it waits for, as long as that is in trouble as well. */
function rootOf(one: Troubled, known: ReadonlyMap<string, readonly Troubled[]>): string {
  const seen = new Set<string>();
  let at = one;
  for (;;) {
    const key = pipelineOf(at);
    if (seen.has(key)) return key;
    seen.add(key);
    const next = at.state === "failed" ? undefined : awaited(at, known);
    if (next === undefined) return key;
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

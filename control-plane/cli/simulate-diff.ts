// The lines of `trunkline simulate --diff`: what becomes of the fire times of each pipeline whose schedule changes.

import { type ChangeOver, changeOver, changeOverText } from "#core/simulation/change-over.ts";
import { type Counts, type Difference, differences } from "#core/simulation/difference.ts";
import { keyOf } from "#core/simulation/fire.ts";
import { teller } from "#core/simulation/line.ts";
import type { Range } from "#core/simulation/range.ts";
import { summaryOf } from "#core/simulation/summary.ts";
import type { Output } from "./output.ts";
import type { SimulatedFiles, SimulatedPipeline } from "./simulated-files.ts";

export interface Compared {
  before: SimulatedFiles;
  after: SimulatedFiles;
  isChosen: (of: SimulatedPipeline, project: string) => boolean;
  range: Range;
  /** What the older side is called. */
  revision: string;
  /** When the change is deployed, in milliseconds since 1970. */
  at: number;
}

interface Pair {
  name: string;
  before: SimulatedPipeline | null;
  after: SimulatedPipeline | null;
}

const linesPerLook = 4_096;

/** Whether anything differs. Pipelines whose file is broken on a side are told and left out: nothing is known of them. */
export async function compareFiles(compared: Compared, out: Output): Promise<boolean> {
  const { before, after, range, at } = compared;
  for (const { file } of before.broken)
    out.error(`error: ${file} has errors in ${compared.revision}: it is not compared`);
  const tell = { before: teller(before.lines), after: teller(after.lines) };
  let differs = false;
  let lines = 0;
  for (const alike of alikePairs(pairsOf(compared))) {
    const { before: old, after: young } = alike[0] as Pair;
    const changes = old && young ? changeOver(old, young, at) : [];
    const summary = summaryOf(old, young);
    const counts = { before: 0, after: 0 };
    const count = { removed: 0, added: 0, moved: 0, redated: 0 };
    for (const one of differences(old, young, range, counts)) {
      count[one.kind]++;
      summary.add(one);
      if (++lines % linesPerLook === 0) await out.drained();
    }
    const total = Object.values(count).reduce((sum, each) => sum + each);
    if (total + changes.length === 0) continue;
    differs = true;
    printSummary(alike, counts, summary.lines(), changes, at, out);
    if (out.format !== "json") continue;
    for (const { name } of alike) {
      for (const one of differences(old, young, range)) {
        out.json({ kind: one.kind, pipeline: name, ...sidesOf(one, old, young, tell) });
        if (++lines % linesPerLook === 0) await out.drained();
      }
      for (const change of changes) out.json({ kind: "date", pipeline: name, ...change });
      out.json({ kind: "pipeline", pipeline: name, ...counts, ...count });
    }
  }
  if (!differs) out.note("no fire time differs in the range");
  return differs;
}

function sidesOf(
  one: Difference,
  old: SimulatedPipeline | null,
  young: SimulatedPipeline | null,
  tell: Record<"before" | "after", ReturnType<typeof teller>>,
) {
  return {
    before: one.before && old ? tell.before(old, one.before) : null,
    after: one.after && young ? tell.after(young, one.after) : null,
  };
}

/** Chosen on either side, and with another schedule, new day or zone; by name. */
function pairsOf({ before, after, isChosen }: Compared): Pair[] {
  const unknown = new Set([...before.broken, ...after.broken].map(({ name }) => name));
  const pairs = new Map<string, Pair>();
  const pair = (name: string) =>
    pairs.getOrInsertComputed(name, () => ({ name, before: null, after: null }));
  for (const one of before.pipelines) pair(one.name).before = one;
  for (const one of after.pipelines) pair(one.name).after = one;
  return [...pairs.values()]
    .filter(({ name, before: old, after: young }) => {
      const chosen =
        (old && isChosen(old, before.project)) || (young && isChosen(young, after.project));
      return chosen && !unknown.has(name) && sideKey(old) !== sideKey(young);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const sideKey = (side: SimulatedPipeline | null): string => (side ? keyOf(side) : "");

/** Those of which the same becomes are worked out once. */
const alikePairs = (pairs: readonly Pair[]): Pair[][] => [
  ...Map.groupBy(pairs, ({ before, after }) => `${sideKey(before)}\n${sideKey(after)}`).values(),
];

const mostNames = 5;

function printSummary(
  alike: readonly Pair[],
  { before, after }: Counts,
  lines: readonly string[],
  changes: readonly ChangeOver[],
  at: number,
  out: Output,
): void {
  const first = alike[0] as Pair;
  const mark = first.before === null ? "+" : first.after === null ? "-" : "~";
  const names = alike.slice(0, mostNames).map(({ name }) => name);
  const more = alike.length > mostNames ? ` and ${alike.length - mostNames} more` : "";
  const each = alike.length > 1 ? " each" : "";
  out.text(
    out.style("bold", `${mark} ${names.join(", ")}${more}`) +
      `: ${before} before, ${after} after${each}`,
  );
  for (const line of lines) out.text(`    ${line}`);
  const deployed = Temporal.Instant.fromEpochMilliseconds(at).round("second");
  for (const change of changes)
    out.text(`    ! deployed at ${deployed}, ${changeOverText(change)}`);
  out.text();
}

// The conditions of a job, with what they name looked up: jobs that don't exist, jobs elsewhere, the job's own box.

import { closest } from "#core/suggest.ts";
import type { LegacyCondition } from "#migrators/legacy/condition.ts";
import { readCondition } from "./conditions.ts";
import type { JobAttributes } from "./job-attributes.ts";
import type { JilJob } from "./merge.ts";

/** The condition of a keyword, or null; one with a fault refuses the job. */
export function conditionOf(
  attributes: JobAttributes,
  keyword: "condition" | "box_success" | "box_failure",
  jobs: ReadonlyMap<string, JilJob>,
): LegacyCondition | null {
  const text = attributes.text(keyword);
  if (!text) return null;
  const read = readCondition(text.value, text.from);
  if ("fault" in read) {
    const code = read.lookBack ? "jil-cond-lookback" : "jil-cond-syntax";
    const at = JSON.stringify(text.value.slice(read.at, read.at + 12));
    attributes.refuse(code, `${keyword}: ${read.fault}, at ${at}`, text.from);
    return null;
  }
  if (read.mixed)
    attributes.find("jil-cond-flat-precedence", "& and | are read from left to right", text.from);
  const above = boxesAbove(attributes.job, jobs);
  const latched = new Set<string>();
  for (const atom of atoms(read.condition)) {
    if (atom.kind === "variable") continue;
    const { name, instance } = atom.job;
    if (instance !== null)
      attributes.find(
        "jil-ref-external",
        `it waits for ${name} of instance ${instance}`,
        text.from,
      );
    else if (!jobs.has(name))
      attributes.refuse(
        "jil-ref-dangling",
        `${keyword} names ${name}, which doesn't exist${nearest(name, jobs)}`,
        text.from,
      );
    else if (keyword === "condition") {
      checkAtom(attributes, atom, above, jobs);
      if (isLatched(attributes.job, atom, jobs)) latched.add(name);
    }
  }
  if (latched.size > 0) {
    const named = [...latched].slice(0, 5).join(", ");
    attributes.find(
      "jil-cond-latch",
      `how ${named} ended counts however long ago it was`,
      text.from,
    );
  }
  return read.condition;
}

/** An estate with more jobs has them compared by nobody: each name that is missing costs a look at all. */
const mostCompared = 5_000;

function nearest(name: string, jobs: ReadonlyMap<string, JilJob>): string {
  const near = jobs.size > mostCompared ? null : closest(name, jobs.keys());
  return near === null ? "" : `: did you mean "${near}"?`;
}

type Atom = Extract<LegacyCondition, { kind: "status" | "exitCode" | "variable" }>;

function* atoms(condition: LegacyCondition): Generator<Atom> {
  if ("of" in condition) for (const each of condition.of) yield* atoms(each);
  else if (condition.kind !== "event") yield condition;
}

function checkAtom(
  attributes: JobAttributes,
  atom: Exclude<Atom, { kind: "variable" }>,
  above: ReadonlySet<string>,
  jobs: ReadonlyMap<string, JilJob>,
): void {
  const { name } = atom.job;
  const { from } = atom;
  if (above.has(name))
    attributes.refuse(
      "jil-cond-self",
      `it waits for its own box ${name}, which runs as long`,
      from,
    );
  const { box } = attributes.job;
  const isHandler = atom.kind === "status" && /^(failure|terminated)$/.test(atom.status);
  if (box !== null && isHandler && jobs.get(name)?.box === box)
    attributes.find(
      "jil-box-hang",
      `it runs only when ${name} fails; else ${box} never ends`,
      from,
    );
}

/** Whether an end counts whenever it was: a start of the box resets siblings, and nothing others. */
function isLatched(
  { box }: JilJob,
  atom: Exclude<Atom, { kind: "variable" }>,
  jobs: ReadonlyMap<string, JilJob>,
): boolean {
  const isEnd = atom.kind === "exitCode" || atom.status !== "notRunning";
  const isSibling = box !== null && jobs.get(atom.job.name)?.box === box;
  return isEnd && atom.lookBack.kind === "none" && !isSibling;
}

/** Deeper than any site nests boxes; bounds what each job looks at. */
export const mostBoxes = 200;

/** Names of the boxes that a job is in, the innermost first; a circle is gone through once. */
export function boxesAbove(job: JilJob, jobs: ReadonlyMap<string, JilJob>): Set<string> {
  const above = new Set<string>();
  for (
    let box = job.box;
    box !== null && !above.has(box) && above.size < mostBoxes;
    box = jobs.get(box)?.box ?? null
  )
    above.add(box);
  return above;
}

/** Name of the outermost box that a job is in, or its own; of a circle, or too many boxes, any that it comes by. */
export function outermostBox(job: JilJob, jobs: ReadonlyMap<string, JilJob>): string {
  let { name, box } = job;
  for (let count = 0; box !== null && count < mostBoxes; count++) {
    name = box;
    box = jobs.get(box)?.box ?? null;
  }
  return name;
}

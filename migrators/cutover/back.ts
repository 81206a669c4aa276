// What hands a wave back to the scheduler before: the change that is merged first, the commands that let its jobs go then, and
// the business dates on both sides.

import { type DueDate, handOverDates } from "#core/cutover/dates.ts";
import { patchOf } from "#core/patch.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { setInText } from "#core/spec-edit.ts";
import { type Stage, wavePath } from "#core/waves/wave.ts";
import { withoutHolds } from "../holds/crontab.ts";
import { type LegacyCommand, releaseCommands } from "./commands.ts";
import { type JobToHold, jobsToHold } from "./jobs.ts";
import type { PatchedFile, PlanInput } from "./plan.ts";

export interface BackPlan {
  wave: string;
  stage: Stage;
  /** When it is handed back: RFC 3339. */
  at: string;
  guarded: boolean;
  /** What the revert of the commit does: of the wave's file. */
  change: PatchedFile;
  /** Nothing is held where guards ask. */
  jobs: (JobToHold & { release: LegacyCommand[] })[];
  tables: (PatchedFile & { after: string })[];
  pipelines: { pipeline: string; lastOurs: DueDate | null; firstLegacy: DueDate | null }[];
  steps: string[];
}

/** @returns null: nothing is in the wave. */
export function planBack({ wave, text, pipelines, at, tables }: PlanInput): BackPlan | null {
  const members = pipelines
    .filter((one) => one.wave?.name === wave)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const [first] = members;
  if (first?.wave === undefined) return null;
  const { stage, guard = null } = first.wave;
  const file = wavePath(wave);
  const after = setInText(text, ["stage"], "observe") ?? text;
  const jobs = guard === null ? members.flatMap(jobsToHold) : [];
  const commands = jobs.filter(({ system }) => system === "cron").map(({ job }) => job);
  const released = [...tables].flatMap(([path, before]) => {
    const free = withoutHolds(before, commands, wave);
    const patch = patchOf([{ path, before, after: free }]);
    return patch === "" ? [] : [{ file: path, patch, after: free }];
  });
  return {
    ...{ wave, stage, at: new Date(at).toISOString(), guarded: guard !== null },
    change: { file, patch: patchOf([{ path: file, before: text, after }]) },
    jobs: jobs.map((job) => ({ ...job, release: releaseCommands(job, wave) })),
    tables: released,
    pipelines: members.map((one) => {
      const { lastLegacy: lastOurs, firstOurs: firstLegacy } = handOverDates(one, at, guard);
      return { pipeline: one.name, lastOurs, firstLegacy };
    }),
    steps: stepsOf(wave, file, guard !== null, members.flatMap(repeatingOf)),
  };
}

/** Tasks that repeat, for people. */
const repeatingOf = ({ name, tasks }: Pick<Pipeline, "name" | "tasks">): string[] =>
  tasks.flatMap(({ name: task, repeat }) => (repeat === undefined ? [] : `${name}/${task}`));

function stepsOf(
  wave: string,
  file: string,
  guarded: boolean,
  repeating: readonly string[],
): string[] {
  const cycle =
    "a date that was begun here goes on here to its end, since nobody can tell the other scheduler how many iterations of it there were";
  return [
    ...(guarded
      ? []
      : [`read the holds back, if runs wait for it: trunkline cutover check ${wave}`]),
    `merge the revert: git revert COMMIT, the one that git log -- ${file} shows`,
    "wait until it is deployed: trunkline status",
    ...(repeating.length === 0
      ? []
      : [
          `${repeating.join(", ")}: ${cycle}${guarded ? "" : "; wait for it: trunkline runs --status running"}`,
        ]),
    guarded
      ? "nothing is to be released: each guard hears with its next run, or by --renew, whose it is"
      : `release the jobs: trunkline cutover back ${wave} --perform, or the commands by hand`,
  ];
}

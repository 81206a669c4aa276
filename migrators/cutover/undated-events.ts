// Events without a date, and exit codes of other instances, say what is so now: whoever makes one be there also clears it, and
// `events raise`, which tells a name and a date once, is not for them.

import { quoted } from "../translate/shell-text.ts";

/** When the other scheduler tells of it, and when it is over, by what stands before the job's name. */
const moments: Readonly<Record<string, readonly [emitted: string, cleared: string]>> = {
  "": ["ends well", "starts again"],
  "failed:": ["fails", "starts again"],
  "terminated:": ["is terminated", "starts again"],
  "running:": ["starts", "ends"],
};

/** @param place What raises it there, where it is not a job of another instance. */
export function undatedWords(name: string, place: string): string {
  const emit = `trunkline events emit ${quoted(name)}`;
  const clear = `trunkline events clear ${quoted(name)}`;
  const [, prefix = "", job, instance] =
    /^(failed:|terminated:|running:)?(.+)\^([^^]+)$/.exec(name) ?? [];
  const when = moments[prefix];
  if (job === undefined || when === undefined)
    return `behind ${place} there: ${emit}, and where it is deleted: ${clear}`;
  return `when ${job} of ${instance} ${when[0]}: ${emit}; when it ${when[1]}: ${clear}`;
}

/** Of a variable that holds the exit code of a job of another instance; null: it is another. */
export function exitCodeWords(variable: string): string | null {
  const [, job, instance] = /^exit-code:(.+)\^([^^]+)$/.exec(variable) ?? [];
  if (job === undefined) return null;
  const name = quoted(variable);
  return `when ${job} of ${instance} ends: trunkline variables set ${name} CODE; when it starts again: trunkline variables unset ${name}`;
}

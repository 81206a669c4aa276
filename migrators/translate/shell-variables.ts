// Variables that a shell's text reads: those that an agent of AutoSys sets, and those that only the host can have set.

import type { TaskSpec } from "#schemas/types.ts";
import type { LegacyJob } from "../legacy.ts";
import type { ProjectDraft } from "./draft.ts";

/** Each name once, but for those that the text itself assigns. What stands in single quotes is another program's. */
export function readVariables(text: string): string[] {
  if (!text.includes("$")) return [];
  const open = text.includes("'") ? text.replaceAll(/'[^']*'/g, "''") : text;
  const read = new Set<string>();
  for (let at = open.indexOf("$"); at >= 0; at = open.indexOf("$", at + 1)) {
    if (open[at - 1] === "\\" || open[at - 1] === "$") continue;
    variable.lastIndex = at;
    const name = variable.exec(open)?.[1];
    if (name !== undefined) read.add(name);
  }
  if (read.size === 0 || !mayAssign.test(open)) return [...read];
  const assigned = new Set(
    [...open.matchAll(/\b(?:for\s+)?([A-Za-z_]\w*)(?==|\s+in\b)|\bread\s+([A-Za-z_]\w*)/g)].map(
      ([, name, other]) => name ?? other,
    ),
  );
  return [...read].filter((name) => !assigned.has(name));
}

const variable = /\$\{?([A-Za-z_]\w*)/y;
/** What any assignment has: most commands have none, and to look for names in 100,000 takes seconds. */
const mayAssign = /=|\sin\b|\bread\s/;

/** What an agent of AutoSys sets, as it is here; null: it isn't known; undefined: no such variable. */
export function agentVariable(
  name: string,
  job: LegacyJob,
  { estate: { system, instance } }: ProjectDraft,
): string | null | undefined {
  if (system !== "autosys") return undefined;
  const known: Readonly<Record<string, string | null>> = {
    ...{ AUTO_JOB_NAME: job.name, AUTORUN: "${{ run.id }}", AUTOSERV: instance, AUTOPID: null },
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** What every task has. */
const always: ReadonlySet<string> = new Set(
  "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR PWD OLDPWD IFS PPID RANDOM".split(" "),
);

/** Whether neither the task nor the job's profile says it, so that the host's own environment must. */
export const isOfHost = (
  name: string,
  { env }: TaskSpec,
  { work, environment }: LegacyJob,
): boolean =>
  !always.has(name) &&
  !name.startsWith("LC_") &&
  env?.[name] === undefined &&
  !environment.some((variable) => variable.name === name) &&
  (work.kind !== "command" || work.profile === null);

// Lines of crontabs and jobs: which line starts which job, whether it is commented out by a hold, and the table with a hold put
// in or taken away. Of `crontab -l` and of files such as /etc/cron.d/app, whose lines name a user.

import type { HoldState } from "#core/cutover/holds.ts";
import { commandText } from "#migrators/runlog/cron-message.ts";

export interface HoldLine {
  job: string;
  state: HoldState;
  /** As it was read; empty where the job isn't there. */
  line: string;
}

/** A held line of any wave: its marker, and what it was. */
const heldLine = /^[ \t]*#trunkline:([a-z0-9][a-z0-9_-]{0,62}): ?([^\n]*)$/;

/**
 * What tables together say of jobs: one that any line starts is active, one that only held lines have is held.
 * @param jobs Commands, as cron logs them.
 */
export function crontabHolds(tables: readonly string[], jobs: readonly string[]): HoldLine[] {
  const wanted = new Set(jobs);
  const found = new Map<string, HoldLine>();
  for (const text of tables.flatMap(linesOf)) {
    const held = heldLine.exec(text);
    const state = held === null ? "active" : "held";
    for (const job of commandsOf(held?.[2] ?? text))
      if (wanted.has(job) && found.get(job)?.state !== "active")
        found.set(job, { job, state, line: text });
  }
  return jobs.map((job) => found.get(job) ?? { job, state: "absent", line: "" });
}

/** The table with the lines that start these jobs commented out. Said again it changes nothing. */
export const withHolds = (table: string, jobs: readonly string[], marker: string): string =>
  edited(table, (line) => {
    const isJob = !heldLine.test(line) && commandsOf(line).some((one) => jobs.includes(one));
    return isJob ? marker + line : line;
  });

/** The table with the lines of these jobs as they were before the wave's hold. */
export const withoutHolds = (table: string, jobs: readonly string[], wave: string): string =>
  edited(table, (line) => {
    const [, of, text = ""] = heldLine.exec(line) ?? [];
    return of === wave && commandsOf(text).some((one) => jobs.includes(one)) ? text : line;
  });

const linesOf = (table: string): string[] => table.split(/\r?\n/);

const edited = (table: string, edit: (line: string) => string): string =>
  table.split("\n").map(edit).join("\n");

/** What the line may start: of one that names a user both readings, since the table doesn't say which it is. */
function commandsOf(line: string): string[] {
  const found = /^[ \t]*(?:@\S+|-?[^\s#=]\S*(?:[ \t]+\S+){4})[ \t]+(.*)$/.exec(
    line.replace(/\r$/, ""),
  );
  if (found === null) return [];
  const [, rest = ""] = found;
  const afterUser = /^\S+[ \t]+(.*)$/.exec(rest)?.[1];
  return [rest, ...(afterUser === undefined ? [] : [afterUser])].map(commandOf);
}

/** What follows a percent sign is standard input, unless a backslash stands before it. */
const commandOf = (text: string): string =>
  commandText(text.replace(/(?<!\\)%.*$/, "").replaceAll("\\%", "%"));

// Where a pipeline comes from: a comment, and tags to find it by. The line of each statement is in the ledger.

import type { Accounts } from "../ledger.ts";
import type { LegacyJob } from "../legacy.ts";
import { type Pass, placeIn } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { slugOf } from "./names.ts";

export const origin: Pass = (draft, { estate }) => {
  const { key, statement, work } = draft.job;
  const { file } = statement.place;
  const [job, place] = [wordOf(key), wordOf(placeOf(draft.job))];
  draft.comments.push(`From ${printed(placeOf(draft.job))}`);
  const { size = 1 } = draft.folders ?? {};
  if (size > 1)
    draft.comments.push(
      `Folders: ${[...(draft.folders ?? [])].map((one) => printed(one.key)).join(", ")}`,
    );
  const isFolder = work.kind === "group" && estate.system === "control-m";
  draft.spec.legacy = {
    system: estate.system,
    ...(estate.instance === null ? {} : { instance: estate.instance }),
    ...(job === undefined || size > 1 ? {} : { [isFolder ? "folder" : "job"]: job }),
    ...(place === undefined || place === job ? {} : { file: place }),
  };
  for (const group of groupsOf(draft)) accountName(group, draft.accounts, placeIn(draft, "legacy"));
  for (const task of draft.tasks) {
    accountName(task.job, task.accounts, placeIn(draft, "tasks", task.name, "legacy"));
    const own = wordOf(task.job.key);
    const where = wordOf(placeOf(task.job));
    if (task.job !== draft.job && own !== undefined)
      task.spec.legacy = {
        job: own,
        ...(where === undefined || where === place ? {} : { file: where }),
      };
  }
  const table = estate.system === "cron" ? slugOf(file.split("/").at(-1) ?? "") : null;
  draft.spec.tags = { origin: [estate.system], ...(table === null ? {} : { table: [table] }) };
};

/** With the line only where jobs have no names: a job that is added at the top of an export must not change all specs. */
function placeOf({ key, statement }: LegacyJob): string {
  const { file, line } = statement.place;
  const place = `${file}:${line}`;
  return key === place ? place : file;
}

/** Attributes that hold a job's name; elsewhere the statement itself does. */
const names = new Set(["JOBNAME", "FOLDER_NAME", "TABLE_NAME"]);

function accountName(job: LegacyJob, accounts: Accounts, target: string): void {
  const { statement, parentFrom = [] } = job;
  accounts.addAll(parentFrom, "exact", "same", target);
  const found = statement.attributes.filter(({ name }) => names.has(name));
  accounts.addAll(found, "exact", "same", target);
}

/** Undefined: too long for a line of a spec. */
const wordOf = (text: string): string | undefined =>
  text.length <= longest ? printed(text) : undefined;

/** Of a line in a spec. */
const longest = 200;

/** A name with a line break must not end the comment. */
const printed = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");

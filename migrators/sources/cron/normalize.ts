// Files of cron and of what stands for it as one legacy estate.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { LegacyFile } from "#migrators/statement.ts";
import { addAnacrontab } from "./anacron/jobs.ts";
import { decisionsOf } from "./decisions.ts";
import type { CronOptions } from "./dialect.ts";
import { type CronCode, findingOf } from "./finding.ts";
import { type CronInput, fileKind, refusedFile } from "./input.ts";
import { addManifests } from "./kubernetes/jobs.ts";
import { addScripts } from "./run-parts.ts";
import { addUnits } from "./systemd/jobs.ts";
import { readUnit } from "./systemd/read.ts";
import { addTable } from "./table.ts";

/** Reads files and says what they mean; what can't be known without a parameter is a decision, and its jobs are refused. */
export function cronEstate(inputs: readonly CronInput[], options: CronOptions): LegacyEstate {
  const estate: LegacyEstate = {
    ...{ system: "cron", instance: options.instance },
    ...{ files: [], jobs: [], calendars: [], resources: [], variables: [] },
    ...{ findings: [], decisions: [], inert: [], refused: [] },
  };
  const units: LegacyFile[] = [];
  const scripts: CronInput[] = [];
  for (const input of inputs) {
    const kind = fileKind(input);
    if (kind === "table") addTable(input, options, estate);
    else if (kind === "anacrontab") addAnacrontab(input, options, estate);
    else if (kind === "script") scripts.push(input);
    else if (kind === "manifest") addManifests(input, options, estate);
    else if (kind === "unit") units.push(readUnit(input.file, input.text, input.encoding));
    else estate.files.push(refusedFile(input, kind.wrong));
  }
  addUnits(units, options, estate);
  addScripts(scripts, options.dialect, estate);
  estate.decisions = decisionsOf(estate.jobs);
  for (const { code, question, jobs } of estate.decisions) {
    const first = estate.jobs.find(({ key }) => key === jobs[0]) as LegacyJob;
    const count = jobs.length === 1 ? "1 job waits" : `${jobs.length} jobs wait`;
    const message = `${question} ${count} for the answer.`;
    estate.findings.push(findingOf(code as CronCode, first.statement.place, message));
  }
  return estate;
}

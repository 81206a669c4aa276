// What the passes make of an export: the task of each job, before anything is left out that can't be written.

import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import type { ProjectDraft } from "#migrators/translate/draft.ts";
import type { TranslateOptions } from "#migrators/translate/project-draft.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import type { TaskSpec } from "#schemas/types.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";

export interface Drafted {
  project: ProjectDraft;
  /** By key of the job. */
  tasks: Record<string, TaskSpec>;
  /** Code of the first reason, by key. */
  refused: Record<string, string>;
  /** Of an attribute of a job, by its value. */
  outcomeOf: (job: string, attribute: string) => string | undefined;
}

/** Lines within one folder of XML. */
export const xmlFolder = (lines: string, folder = 'FOLDER FOLDER_NAME="F"'): string =>
  `<DEFTABLE><${folder}>${lines}</${folder.split(" ")[0]}></DEFTABLE>`;

export function draftedControlM(
  text: string,
  options: TranslateOptions = {},
  resources: Site["resources"] = {},
): Drafted {
  const site: Site = {
    ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
    ...{ calendars: new Map(), resources },
  };
  const bytes = new TextEncoder().encode(text);
  return drafted(draftProject(controlMEstate([{ file: "x.xml", bytes }], site), options));
}

export const draftedAutosys = (
  text: string,
  options: TranslateOptions = {},
  constants: Readonly<Record<string, string>> = {},
): Drafted => drafted(draftProject(autosysEstate(text, { states: new Map(), constants }), options));

function drafted(project: ProjectDraft): Drafted {
  const all = project.pipelines.flatMap((draft) => draft.tasks.map((task) => ({ draft, task })));
  return {
    project,
    tasks: Object.fromEntries(
      all.map(({ task: { job, spec } }) => {
        const { legacy, ...rest } = spec;
        return [job.key, rest];
      }),
    ),
    refused: Object.fromEntries(
      project.estate.jobs.flatMap(({ key, refusals: [first] }) =>
        first ? [[key, first.code]] : [],
      ),
    ),
    outcomeOf(key, attribute) {
      for (const { draft, task } of all) {
        if (task.job.key !== key) continue;
        const { statement } = task.job;
        const found = [statement, ...statement.children]
          .flatMap(({ attributes }) => attributes)
          .find(({ name, value }) => name === attribute || value === attribute);
        const account = found && (task.accounts.of(found) ?? draft.accounts.of(found));
        return account && `${account.outcome} ${account.code}`;
      }
      return undefined;
    },
  };
}

// A legacy estate translated as far as its times: jobs run nothing, and whatever else they say is left aside.

import { Accounts } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import type { ProjectDraft } from "#migrators/translate/draft.ts";
import { projectDraft } from "#migrators/translate/project-draft.ts";
import { readerOf } from "#migrators/translate/read-draft.ts";
import { schedule } from "#migrators/translate/schedule.ts";
import { accountSettled, accountStatements } from "#migrators/translate/settled.ts";
import { specFiles } from "#migrators/translate/spec-text.ts";
import type { Translation } from "#migrators/translate/translate.ts";

export function scheduled(estate: LegacyEstate): Translation & Pick<ProjectDraft, "decisions"> {
  const project = projectDraft(estate);
  for (const draft of project.pipelines) {
    schedule(draft, project);
    for (const { spec } of draft.tasks) spec.run = ":";
  }
  const accounts = new Accounts();
  accountStatements(estate, accounts);
  for (const job of estate.jobs) accountSettled(job, accounts);
  for (const draft of project.pipelines) {
    accounts.addFrom(draft.accounts);
    for (const task of draft.tasks) accounts.addFrom(task.accounts);
  }
  const { pipelines, files, decisions } = project;
  return { estate, pipelines, files, accounts, decisions };
}

/** What `validate` says against what was translated, by file. */
export function faultsOf({ pipelines, files }: Translation): string[] {
  const read = readerOf(files);
  return pipelines.flatMap((draft) =>
    read(specFiles(draft))
      .diagnostics.filter(({ severity }) => severity === "error")
      .map(({ file, message }) => `${file}: ${message}`),
  );
}

/** Of an export in XML, its elements within the root. */
export const controlM = (text: string, site: Site) =>
  controlMEstate(
    [{ file: "x.xml", bytes: new TextEncoder().encode(`<DEFTABLE>${text}</DEFTABLE>`) }],
    site,
  );

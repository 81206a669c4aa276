// What the export declares for jobs to share: calendars, resources and profiles, by the files that say them now.

import type { Accounts } from "../ledger.ts";
import type { Statement } from "../statement.ts";
import { calendarsOf } from "./calendars.ts";
import type { ProjectDraft } from "./draft.ts";
import { placesOf } from "./places.ts";

/** Once all pipelines are there: a calendar stands where its days went, and what no spec names is in none. */
export function accountDeclarations(project: ProjectDraft, accounts: Accounts): void {
  const { estate } = project;
  for (const { name, statement, refusals } of estate.calendars) {
    if (statement === null) continue;
    const used = calendarsOf(project).placeOf(name);
    const place = used && placesOf(project.files)(used);
    if (refusals[0]) accounts.refuse(statement, refusals[0].code);
    else if (!place) addAll(statement, (of) => accounts.add(of, "inert", "calendar-unused"));
    else addAll(statement, (of) => accounts.add(of, "equivalent", "calendar-days", place));
  }
  for (const { statement } of estate.resources)
    if (statement && !project.accounts.of(statement))
      addAll(statement, (of) => accounts.add(of, "inert", "resource-unused"));
  for (const { statement } of estate.profiles ?? [])
    if (!project.accounts.of(statement))
      addAll(statement, (of) => accounts.add(of, "inert", "profile-unused"));
}

function addAll(
  statement: Statement,
  add: (of: Statement | Statement["attributes"][number]) => void,
): void {
  add(statement);
  for (const attribute of statement.attributes) add(attribute);
  for (const child of statement.children) addAll(child, add);
}

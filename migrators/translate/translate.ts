// A legacy estate as the specs of a project: drafts made by an ordered list of passes, one feature each, and the ledger of
// what became of every attribute.

import { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import { assumed } from "./assumed.ts";
import { checkDrafts } from "./check.ts";
import { command } from "./command.ts";
import { concurrency } from "./concurrency.ts";
import { type Pass, type PipelineDraft, placeIn } from "./draft.ts";
import { environment, user } from "./environment.ts";
import { limits } from "./limits.ts";
import { notifications } from "./notifications.ts";
import { origin } from "./origin.ts";
import { projectDraft } from "./project-draft.ts";
import { schedule } from "./schedule.ts";
import { accountSettled } from "./settled.ts";
import { taskWork } from "./task-work.ts";
import { unsupported } from "./unsupported.ts";

/** In the order in which people read a spec: each adds its keys. */
const passes: readonly Pass[] = [
  ...[origin, schedule, concurrency, user, environment, command],
  ...[taskWork, limits, notifications, assumed],
  unsupported,
];

export interface Translation {
  estate: LegacyEstate;
  /** In the order of the estate. */
  pipelines: PipelineDraft[];
  accounts: Accounts;
}

/** In the place of a job that is refused stands a task that refuses to run; the ledger has the reason with each of their attributes. */
export function translate(estate: LegacyEstate): Translation {
  const accounts = new Accounts();
  for (const { statement, also, key } of estate.jobs)
    for (const each of [statement, ...also]) accounts.belongs(each, key);
  for (const { of, code, alone } of estate.inert) markInert(of, code, accounts, alone ?? false);
  for (const { inert } of estate.jobs)
    for (const { attribute, code } of inert) if (attribute) accounts.add(attribute, "inert", code);
  accountSettled(estate, accounts);
  const project = projectDraft(estate);
  for (const draft of project.pipelines) for (const pass of passes) pass(draft, project);
  const pipelines = checkDrafts(project, accounts);
  for (const draft of pipelines) addAccounts(draft, accounts);
  for (const job of estate.jobs) if (job.refusals.length > 0) refuse(job, accounts);
  return { estate, pipelines, accounts };
}

/** Of what is written; a job that is refused is none of it, and its schedule serves the reason alone. */
function addAccounts(draft: PipelineDraft, accounts: Accounts): void {
  const written = draft.tasks.filter(({ job }) => job.refusals.length === 0);
  if (written.length > 0) accounts.addFrom(draft.accounts);
  for (const task of written) {
    accounts.addFrom(task.accounts);
    accounts.add(task.job.statement, "exact", "same", placeIn(draft, "tasks", task.name));
    for (const group of [draft.job, ...task.groups])
      accounts.add(group.statement, "exact", "same", placeIn(draft));
  }
}

function markInert(statement: Statement, code: string, accounts: Accounts, alone: boolean): void {
  accounts.add(statement, "inert", code);
  accounts.addAll(statement.attributes, "inert", code);
  if (!alone) for (const child of statement.children) markInert(child, code, accounts, alone);
}

/** What others share with it, such as a variable, is refused only if no other job has taken it. */
function refuse(job: LegacyJob, accounts: Accounts): void {
  const [first] = job.refusals;
  const code = first?.code ?? "not-understood";
  for (const { code: reason, from } of job.refusals) accounts.addAll(from, "refused", reason);
  for (const statement of [job.statement, ...job.also]) accounts.refuse(statement, code);
  for (const attribute of sharedOf(job))
    if (!accounts.of(attribute)) accounts.add(attribute, "refused", code);
}

const sharedOf = (job: LegacyJob): LegacyAttribute[] => [
  ...job.environment.flatMap(({ value }) => value.from),
  ...job.notifications.flatMap(({ from }) => from),
  ...(job.assumed ?? []).map(({ attribute }) => attribute),
  ...(job.schedule.timezone?.from ?? []),
  ...(job.work.kind === "command" ? (job.work.shell?.from ?? []) : []),
];

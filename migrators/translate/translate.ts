// A legacy estate as the specs of a project: drafts made by an ordered list of passes, one feature each, and the ledger of
// what became of every attribute.

import { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import { checkDrafts } from "./check.ts";
import { command } from "./command.ts";
import type { Pass, PipelineDraft, TranslationContext } from "./draft.ts";
import { environment, user } from "./environment.ts";
import { namedDrafts } from "./named-drafts.ts";
import { notifications } from "./notifications.ts";
import { origin } from "./origin.ts";
import { schedule } from "./schedule.ts";
import { unsupported } from "./unsupported.ts";

/** In the order in which people read a spec: each adds its keys. */
const passes: readonly Pass[] = [
  ...[origin, schedule, user, environment, command, notifications, unsupported],
];

export interface Translation {
  estate: LegacyEstate;
  /** In the order of the estate. */
  pipelines: PipelineDraft[];
  accounts: Accounts;
}

/** In the place of a job that is refused stands a task that refuses to run; the ledger has the reason with each of their attributes. */
export function translate(estate: LegacyEstate): Translation {
  const context: TranslationContext = { estate, accounts: new Accounts() };
  const { accounts } = context;
  for (const { statement, also, key } of estate.jobs)
    for (const each of [statement, ...also]) accounts.belongs(each, key);
  for (const { of, code } of estate.inert) markInert(of, code, accounts);
  const drafts = namedDrafts(estate);
  for (const draft of drafts) for (const pass of passes) pass(draft, context);
  for (const { inert } of estate.jobs)
    for (const { attribute, code } of inert) if (attribute) accounts.add(attribute, "inert", code);
  const pipelines = checkDrafts(drafts, context);
  for (const job of estate.jobs) if (job.refusals.length > 0) refuse(job, accounts);
  for (const { file, tasks } of pipelines)
    for (const { name, job } of tasks)
      accounts.add(job.statement, "exact", "same", `${file}#tasks.${name}`);
  return { estate, pipelines, accounts };
}

function markInert(statement: Statement, code: string, accounts: Accounts): void {
  accounts.add(statement, "inert", code);
  accounts.addAll(statement.attributes, "inert", code);
  for (const child of statement.children) markInert(child, code, accounts);
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
  ...(job.schedule.timezone?.from ?? []),
  ...(job.work.kind === "command" ? (job.work.shell?.from ?? []) : []),
];

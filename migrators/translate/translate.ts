// A legacy estate as the specs of a project: drafts made by an ordered list of passes, one feature each, and the ledger of
// what became of every attribute.

import { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import { adjusted } from "./adjusted.ts";
import { eachAgent } from "./agents.ts";
import { assumed } from "./assumed.ts";
import { confirm, priority, state } from "./attention.ts";
import { checkedFiles } from "./check.ts";
import { command } from "./command.ts";
import { concurrency } from "./concurrency.ts";
import { condition } from "./condition.ts";
import { deadlines } from "./deadlines.ts";
import { accountDeclarations } from "./declarations.ts";
import { type Pass, type PipelineDraft, type ProjectDraft, placeIn } from "./draft.ts";
import { effects } from "./effects.ts";
import { environment } from "./environment.ts";
import { fileWatch } from "./file-watch.ts";
import { folderEnds } from "./folder-ends.ts";
import { folderVariables } from "./folder-variables.ts";
import { globals } from "./globals.ts";
import { groupEffects } from "./group-effects.ts";
import { groupStatus } from "./group-status.ts";
import { hosts, user } from "./hosts.ts";
import { labels } from "./labels.ts";
import { lengths } from "./lengths.ts";
import { notifications } from "./notifications.ts";
import { orderedBefore } from "./ordered-before.ts";
import { origin } from "./origin.ts";
import { type PlaceOf, placesIn, placesOf } from "./places.ts";
import { projectDraft, type TranslateOptions } from "./project-draft.ts";
import { readerOf } from "./read-draft.ts";
import { resources } from "./resources.ts";
import { results } from "./results.ts";
import { rules } from "./rules.ts";
import { schedule } from "./schedule.ts";
import { accountSettled, accountStatements } from "./settled.ts";
import type { SpecFile } from "./spec-text.ts";
import { starts } from "./starts.ts";
import { taskWork } from "./task-work.ts";
import { terminators } from "./terminators.ts";
import { transfer } from "./transfer.ts";
import { transferParts } from "./transfer-parts.ts";
import { unsupported } from "./unsupported.ts";

/** In the order in which people read a spec: each adds its keys. */
const passes: readonly Pass[] = [
  ...[origin, labels, schedule, concurrency, condition, adjusted],
  ...[hosts, user, environment, folderVariables, globals, command, fileWatch, transfer, taskWork],
  ...[resources, confirm, priority, state],
  ...[
    results,
    effects,
    rules,
    terminators,
    folderEnds,
    groupStatus,
    deadlines,
    lengths,
    starts,
    groupEffects,
  ],
  ...[assumed, notifications, orderedBefore, transferParts, eachAgent, unsupported],
];

export interface Translation {
  estate: LegacyEstate;
  /** In the order of the estate. */
  pipelines: PipelineDraft[];
  /** Beside those of pipelines: what stands in them, by path from the root. */
  files: ProjectDraft["files"];
  accounts: Accounts;
}

/** What the passes make of an estate, whether or not it can be written. */
export function draftProject(estate: LegacyEstate, options: TranslateOptions = {}): ProjectDraft {
  const project = projectDraft(estate, options);
  for (const draft of project.pipelines) for (const pass of passes) pass(draft, project);
  return project;
}

/** In the place of a job that is refused stands a task that refuses to run; the ledger has the reason with each of their attributes. */
export function translate(estate: LegacyEstate, options: TranslateOptions = {}): Translation {
  const accounts = new Accounts();
  const project = projectDraft(estate, options);
  const pipelines = [...translated(project, accounts)].map(({ draft }) => draft);
  return { estate, pipelines, files: project.files, accounts };
}

/** A pipeline that can be written. */
export interface Translated {
  draft: PipelineDraft;
  files: SpecFile[];
}

/**
 * The same one pipeline after the other, in the order of the estate: whoever writes each and lets it go needs no memory for
 * the specs of 100,000 jobs. `accounts`, and the files of the project, are whole once all were taken.
 */
export function* translated(project: ProjectDraft, accounts: Accounts): Generator<Translated> {
  const { estate } = project;
  for (const { statement, also, key } of estate.jobs)
    for (const each of [statement, ...also]) accounts.belongs(each, key);
  accountStatements(estate, accounts);
  const read = readerOf(project.files, { checkOnly: true });
  const placed = new Set<LegacyJob>();
  for (const draft of project.pipelines) {
    const jobs = new Set([draft.job]);
    for (const { job, groups } of draft.tasks) {
      for (const group of groups) jobs.add(group);
      jobs.add(job);
    }
    for (const folder of draft.folders ?? []) jobs.add(folder);
    for (const job of jobs) {
      placed.add(job);
      accountSettled(job, accounts);
    }
    for (const pass of passes) pass(draft, project);
    const files = checkedFiles(draft, project, accounts, read);
    if (files === null) continue;
    addAccounts(draft, accounts, placesIn(draft, project.files));
    yield { draft, files };
  }
  accounts.addFrom(project.accounts, placesOf(project.files));
  accountDeclarations(project, accounts);
  for (const job of estate.jobs) {
    if (placed.has(job)) continue;
    accountSettled(job, accounts);
    if (job.refusals.length === 0) accounts.refuse(job.statement, "group-left-out");
  }
  for (const job of estate.jobs) if (job.refusals.length > 0) refuse(job, accounts);
}

/** Of what is written; a job that is refused is none of it, and its schedule serves the reason alone. */
function addAccounts(draft: PipelineDraft, accounts: Accounts, placeOf: PlaceOf): void {
  const written = draft.tasks.filter(({ job }) => job.refusals.length === 0);
  const { job } = draft;
  // A group's schedule is that of the runs in which its members are refused.
  const isGroup = job.work.kind === "group" && job.refusals.length === 0;
  if (written.length > 0 || isGroup) accounts.addFrom(draft.accounts, placeOf);
  if (isGroup) accounts.add(job.statement, "exact", "same", placeIn(draft));
  if (written.length > 0)
    for (const folder of draft.folders ?? []) addJoined(folder, draft, accounts);
  for (const task of written) {
    accounts.addFrom(task.accounts, placeOf);
    if (!task.made)
      accounts.add(task.job.statement, "exact", "same", placeIn(draft, "tasks", task.name));
    for (const group of [draft.job, ...task.groups])
      accounts.add(group.statement, "exact", "same", placeIn(draft));
  }
}

/** Of a folder that says what the pipeline's own says. */
function addJoined(folder: LegacyJob, draft: PipelineDraft, accounts: Accounts): void {
  if (folder === draft.job) return;
  const target = placeIn(draft);
  accounts.add(folder.statement, "equivalent", "application-joined", target);
  for (const attribute of folder.statement.attributes)
    if (!accounts.of(attribute))
      accounts.add(attribute, "equivalent", "application-joined", target);
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

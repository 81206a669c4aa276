// The drafts that an estate makes, with their names: a pipeline for each group that is in no other, with all that is in it
// as tasks, and for each job that is in none.

import { Accounts } from "../ledger.ts";
import { UsesOfEvents } from "../legacy/event-uses.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import { Mapping } from "../mapping.ts";
import { SharedNames } from "../names/calendars-and-pools.ts";
import { KeptNames } from "../names/kept.ts";
import { apartWord } from "./apart.ts";
import { applicationGroups } from "./application.ts";
import type { PipelineDraft, Placement, ProjectDraft, TaskDraft } from "./draft.ts";
import { eventEdges } from "./event-edges.ts";
import { programOf, slugOf, taskNameOf } from "./names.ts";
import { startedJobs } from "./started-jobs.ts";
import { hasPlace } from "./unsupported.ts";

/** What people have said about it. */
export interface TranslateOptions {
  mapping?: Mapping;
  /** Whether commands are given that hold what was held, before anything starts. */
  holdsPlaced?: boolean;
  /** Whether units of the hosts start what starts with them. */
  bootPlaced?: boolean;
  /** What imports before have called jobs. */
  names?: KeptNames;
  /** And what pipelines share. */
  shared?: SharedNames;
}

/** Groups without members have one task all the same, which does nothing, so that they end. */
export function projectDraft(
  estate: LegacyEstate,
  {
    mapping = new Mapping(),
    holdsPlaced = false,
    bootPlaced = false,
    names = new KeptNames(),
    shared = new SharedNames(),
  }: TranslateOptions = {},
): ProjectDraft {
  const { jobs, decisions } = estate;
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const waiting = new Set(decisions.flatMap((decision) => decision.jobs));
  const drafts = new Map<LegacyJob, Map<string, PipelineDraft>>();
  const placed = new Map<string, Placement & { tasks: TaskDraft[] }>();
  const started = startedJobs(jobs, (key) => byKey.has(key));
  const applicationOf = applicationGroups(estate, started);
  const members = Map.groupBy(jobs, ({ parent }) => parent);
  const { events = new UsesOfEvents() } = estate;
  for (const job of jobs) {
    if (members.has(job.key) || !hasPlace(job, waiting)) continue;
    const [own = job, ...groups] = groupsAbove(job, byKey);
    const application = applicationOf(job, own);
    const root = application?.root ?? own;
    const isAlone = root === job;
    const word = isAlone ? aloneName(job) : taskNameOf(job.name);
    const isOnly = members.get(job.parent)?.length === 1;
    const apart = apartWord(job, root, estate.grouping, started.has(job.key), isOnly);
    const named = application ? `application ${application.application}` : root;
    const draft = drafts
      .getOrInsertComputed(root, () => new Map<string, PipelineDraft>())
      .getOrInsertComputed(apart, () => {
        const whole = pipelineName(root, word);
        const wanted = application || apart === "" ? apart || whole : `${whole}-${apart}`;
        return emptyDraft(root, names.ofPipeline(named, slugOf(wanted) ?? whole, apart));
      });
    if (application) draft.folders = application.folders;
    if (started.has(job.key) || started.has(root.key)) draft.isStarted = true;
    const name = names.ofTask(named, job, word, apart);
    const task: TaskDraft = { name, job, groups, spec: {}, accounts: new Accounts() };
    draft.tasks.push(task);
    for (const each of new Set([root, own, ...groups, job]))
      placed.getOrInsertComputed(each.key, () => ({ pipeline: draft, tasks: [] })).tasks.push(task);
  }
  const pipelines = [...drafts.values()].flatMap((parts) => [...parts.values()]);
  for (const draft of pipelines)
    if (isLarge(draft)) draft.file = `pipelines/${draft.name}/pipeline.yaml`;
  return {
    ...{ estate, pipelines, placed, files: new Map(), mapping },
    eventEdges: eventEdges(events, placed),
    // Only folders that adjust conditions ask further, and there are few.
    events: events.adjusts ? events : new Map(),
    ...{ accounts: new Accounts(), decisions: new Map(), asked: new Map() },
    ...{ holdsPlaced, holds: [], bootPlaced, boots: [] },
    shared,
  };
}

/** From the outermost. A circle, which the source has refused, is left where it closes. */
function groupsAbove(job: LegacyJob, byKey: ReadonlyMap<string, LegacyJob>): LegacyJob[] {
  const groups: LegacyJob[] = [];
  const seen = new Set([job]);
  for (let key = job.parent; key !== null; ) {
    const group = byKey.get(key);
    if (group === undefined || seen.has(group)) break;
    seen.add(group);
    groups.unshift(group);
    key = group.parent;
  }
  return groups;
}

/** More than people read in one file, or that the control plane takes of one (256 kB): specs are about as long as exports. */
const isLarge = ({ tasks }: PipelineDraft): boolean =>
  tasks.length > 200 ||
  tasks.reduce((sum, { job }) => sum + job.statement.text.length, 0) > 100_000;

const emptyDraft = (job: LegacyJob, name: string): PipelineDraft => ({
  ...{ name, file: `pipelines/${name}.yaml`, job, spec: { name } },
  ...{ tasks: [], comments: [], accounts: new Accounts() },
});

/** Lines of cron have no names: in a pipeline that is one of them the task says what it runs. */
const aloneName = (job: LegacyJob): string => {
  if (hasName(job)) return taskNameOf(job.name);
  return (job.work.kind === "command" ? programOf(job.work.text.value) : null) ?? "run";
};

const hasName = ({ key, statement: { place } }: LegacyJob): boolean =>
  key !== `${place.file}:${place.line}`;

/** After what the source calls it; of cron, where jobs have no names, after the table and the program. */
function pipelineName(job: LegacyJob, task: string): string {
  if (hasName(job)) return slugOf(job.name) ?? "pipeline";
  const { file } = job.statement.place;
  const table = slugOf(file.split("/").at(-1) ?? "") ?? "cron";
  return table === task || table.startsWith(`${task}-`)
    ? table
    : (slugOf(`${table}-${task}`) ?? table);
}

// What the passes of a translation work on: pipelines and their tasks as far as they are written.

import type { PipelineSpec, TaskSpec } from "#schemas/types.ts";
import { Accounts } from "../ledger.ts";
import type { EventUses } from "../legacy/event-uses.ts";
import type { Decision, LegacyEstate, LegacyJob } from "../legacy.ts";
import type { Mapping } from "../mapping.ts";
import type { SharedNames } from "../names/calendars-and-pools.ts";
import type { EventEdges } from "./event-edges.ts";

/** All that an import writes. */
export interface ProjectDraft {
  estate: LegacyEstate;
  pipelines: PipelineDraft[];
  /** By key of the job. */
  placed: ReadonlyMap<string, Placement>;
  /** Events that only say that one job follows another. */
  eventEdges: EventEdges;
  /** Who posts and awaits each event, where a folder adjusts conditions. */
  events: ReadonlyMap<string, EventUses>;
  /** Files beside those of pipelines, such as `calendars/work.yaml` and `pools.yaml`: what stands in them, by path from the root. */
  files: Map<string, Record<string, unknown>>;
  /** What hosts, users and the like are here. */
  mapping: Mapping;
  /** Of what is in no pipeline, such as a resource. */
  accounts: Accounts;
  /** What the specs need to be said, beside what the source does; by parameter. */
  decisions: Map<string, Decision>;
  /** Whether somebody has said that holds are placed before anything starts. */
  holdsPlaced: boolean;
  /** What is to be held then. */
  holds: Hold[];
  /** Whether somebody has said that units of the hosts start what starts with them. */
  bootPlaced: boolean;
  /** Pipelines that their hosts start, each with its job. */
  boots: { pipeline: string; job: LegacyJob }[];
  /** Global variables that conditions ask for, with their values when the files were written; null: not known. */
  asked: Map<string, string | null>;
  /** Names of calendars, pools and locks. */
  shared: SharedNames;
}

/** A job that doesn't run as it stands, and the commands that keep it so here. */
export interface Hold {
  job: string;
  commands: string[];
}

/** Where a job went; of a group `tasks` are all that is in it, of a job its one. */
export interface Placement {
  pipeline: PipelineDraft;
  tasks: readonly TaskDraft[];
}

export interface PipelineDraft {
  name: string;
  /** From the project's root. */
  file: string;
  /** The group, or the one job that it is made of. */
  job: LegacyJob;
  /** Of an application: all folders whose jobs it has, which say the same as `job`. */
  folders?: ReadonlySet<LegacyJob>;
  /** The end of a job starts it whatever its days say, so that only its triggers may name them. */
  isStarted?: true;
  /** Without tasks. */
  spec: PipelineSpec;
  tasks: TaskDraft[];
  /** Lines above the spec. */
  comments: string[];
  /** What its own words account for, if it is written; what they say of tasks is with those. */
  accounts: Accounts;
}

export interface TaskDraft {
  name: string;
  job: LegacyJob;
  /** Groups within the pipeline's that it is in, from the outermost. */
  groups: readonly LegacyJob[];
  spec: TaskSpec;
  /** What is said of it, in one line above. */
  comment?: string;
  /** Of a transfer between several folders: `with` of what goes before its own, in order. */
  parts?: readonly Record<string, unknown>[];
  /** Of a job that runs on each of several hosts: these, each as the labels of its workers. */
  agents?: readonly (readonly string[])[];
  /** Stands beside the task of the job, such as one that starts another pipeline; it goes where the job is refused. */
  made?: true;
  /** Stands before the job, or all that is in it: the job is due when it is over. */
  opens?: LegacyJob;
  /** It waits for these only on dates for which they are ordered; they wait for others themselves. */
  afterOrdered?: readonly TaskDraft[];
  /** Its end ends this folder before all in it has run. */
  ends?: LegacyJob;
  /** What its words account for, unless it is refused. */
  accounts: Accounts;
}

/** Lets go of what was written. */
export function release(draft: PipelineDraft): void {
  draft.spec = { name: draft.name };
  draft.accounts = new Accounts();
  for (const task of draft.tasks) {
    task.spec = {};
    task.accounts = draft.accounts;
  }
}

/** One legacy feature: says it in the draft, and accounts there for the attributes that said it. */
export type Pass = (draft: PipelineDraft, project: ProjectDraft) => void;

/** Whether it is written as a folder, with a file for each task. */
export const isFolder = ({ file }: PipelineDraft): boolean =>
  file.endsWith("/pipeline.yaml") && /^pipelines\/[^/]+\/pipeline\.yaml$/.test(file);

export const taskFile = ({ file }: PipelineDraft, task: string): string =>
  file.replace(/pipeline\.yaml$/, `tasks/${task}.yaml`);

/** Where something of a pipeline is written, for the ledger. */
export function placeIn(draft: PipelineDraft, ...path: string[]): string {
  const isOfTask = path[0] === "tasks" && path.length > 1 && isFolder(draft);
  let place = isOfTask ? taskFile(draft, path[1] ?? "") : draft.file;
  const first = isOfTask ? 2 : 0;
  for (let at = first; at < path.length; at++) place += `${at === first ? "#" : "."}${path[at]}`;
  return place;
}

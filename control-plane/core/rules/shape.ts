// The spec as rules see it: a flat view of the normalized pipeline, in which every name always has a value. What a
// pipeline doesn't have is an empty text, an empty list, 0 or false; lengths of time are whole seconds. The stored form
// is not shown: it changes between versions, and a rule must not.

import { placesOf, poolsOf } from "../ceilings/uses.ts";
import type { Beat, Pipeline, Task, Trigger } from "../pipeline.ts";
import type { Path } from "../problem.ts";
import { shortestGap } from "./shortest-gap.ts";

export type FieldType = "string" | "int" | "bool" | "list<string>";
export type FieldValue = string | number | boolean | readonly string[];

interface Field<Of> {
  type: FieldType;
  /** For the manual. */
  says: string;
  of: (subject: Of) => FieldValue;
  /** Where it is written, from the subject's own place in the spec. */
  path?: Path;
}

const seconds = (ms: number | null | undefined): number =>
  ms === null || ms === undefined ? 0 : Math.ceil(ms / 1000);
const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
const leastOf = (beat: Beat): number =>
  "times" in beat ? 0 : "gapsMs" in beat ? Math.min(...beat.gapsMs) : beat.everyMs;
const approvalOf = ({ gates }: Task) => gates?.approval ?? null;

export const pipelineFields: Record<string, Field<Pipeline>> = {
  name: { type: "string", says: "its name", of: ({ name }) => name, path: ["name"] },
  owner: {
    ...{ type: "string", says: "the team that answers for it", path: ["owner"] },
    of: ({ owner }) => owner ?? "",
  },
  description: {
    ...{ type: "string", says: "what it says of itself", path: ["description"] },
    of: ({ description }) => description ?? "",
  },
  timezone: {
    ...{ type: "string", says: "zone of its times", path: ["timezone"] },
    of: ({ timezone }) => timezone,
  },
  bundle: {
    ...{ type: "string", says: "what it applies together with", path: ["bundle"] },
    of: ({ bundle }) => bundle ?? "",
  },
  params: {
    ...{ type: "list<string>", says: "names of its parameters", path: ["params"] },
    of: ({ params }) => Object.keys(params).sort(),
  },
  tasks: {
    ...{ type: "int", says: "how many tasks it declares", path: ["tasks"] },
    of: ({ tasks }) => new Set(tasks.map(({ group }) => group)).size,
  },
  schedules: {
    ...{ type: "int", says: "how many of its triggers are schedules", path: ["triggers"] },
    of: ({ triggers }) => triggers.length,
  },
  interval: {
    ...{ type: "int", path: ["triggers"] },
    says: "the shortest time between two due times of one of its schedules; 0 when none repeats",
    of: ({ triggers }) => {
      const gaps = triggers.map(intervalOf).filter((gap) => gap > 0);
      return gaps.length === 0 ? 0 : Math.min(...gaps);
    },
  },
  approvers: {
    ...{ type: "list<string>", path: ["tasks"] },
    says: "who is named by the `approval` of any of its tasks",
    of: ({ tasks }) => distinct(tasks.flatMap((task) => approvalOf(task)?.by ?? [])),
  },
  approvals: {
    ...{ type: "int", says: "how many tasks wait for an approval", path: ["tasks"] },
    of: ({ tasks }) =>
      new Set(tasks.filter((task) => approvalOf(task) !== null).map(({ group }) => group)).size,
  },
  runs: {
    ...{ type: "int", path: ["concurrency"] },
    says: "how many runs there may be at a time; 0 is no limit",
    of: ({ concurrency }) => concurrency.runs ?? 0,
  },
  startBy: {
    ...{ type: "string", says: "`startBy` of its deadline", path: ["deadline"] },
    of: ({ deadline }) => deadline?.startBy ?? "",
  },
  finishBy: {
    ...{ type: "string", says: "`finishBy` of its deadline", path: ["deadline"] },
    of: ({ deadline }) => deadline?.finishBy ?? "",
  },
};

export const taskFields: Record<string, Field<Task>> = {
  name: { type: "string", says: "its name, the same for all of a matrix", of: (t) => t.group },
  kind: {
    ...{ type: "string", says: "`command`, `http`, `sql` or `pipeline`", path: ["uses"] },
    of: ({ action }) => action.kind,
  },
  phase: { type: "string", says: "`main`, `finally` or `undo`", of: ({ phase }) => phase },
  timeout: {
    ...{ type: "int", says: "after which an attempt is stopped; 0 when never", path: ["timeout"] },
    of: ({ timeoutMs }) => seconds(timeoutMs),
  },
  retries: {
    ...{ type: "int", says: "attempts after the first", path: ["retry"] },
    of: ({ retry }) => retry.retries,
  },
  every: {
    ...{ type: "int", path: ["repeat"] },
    says: "the time between its iterations, where it repeats by `every`; of a list the least",
    of: ({ repeat }) => (repeat ? seconds(leastOf(repeat.beat)) : 0),
  },
  onFailure: {
    ...{ type: "string", says: "`fail`, `continue` or `stop`", path: ["onFailure"] },
    of: ({ onFailure }) => onFailure,
  },
  runAs: {
    ...{ type: "string", says: "user of the worker's host; empty: the worker's own" },
    ...{ path: ["runAs"], of: ({ runAs }) => runAs ?? "" },
  },
  runsOn: {
    ...{ type: "list<string>", says: "labels of the workers that may take it", path: ["runsOn"] },
    of: ({ runsOn }) => runsOn,
  },
  secrets: {
    ...{ type: "list<string>", says: "secrets that it is given", path: ["secrets"] },
    of: ({ secrets }) => secrets,
  },
  pools: {
    ...{ type: "list<string>", says: "pools, locks and rates that it takes", path: ["pools"] },
    of: poolsOf,
  },
  hosts: {
    ...{ type: "list<string>", says: "`host:port` of requests and connections", path: ["with"] },
    of: ({ action }) => placesOf(action),
  },
  env: {
    ...{ type: "list<string>", says: "names of its environment variables", path: ["env"] },
    of: ({ env }) => Object.keys(env).sort(),
  },
  script: {
    ...{
      type: "string",
      says: "the text of its command, with variables for its expressions",
      path: ["run"],
    },
    of: ({ action }) => ("script" in action ? action.script : ""),
  },
  approvers: {
    ...{ type: "list<string>", says: "who may approve it by name", path: ["approval"] },
    of: (task) => approvalOf(task)?.by ?? [],
  },
  approvals: {
    ...{ type: "int", says: "how many must approve it", path: ["approval"] },
    of: (task) => approvalOf(task)?.count ?? 0,
  },
};

export const scheduleFields: Record<string, Field<Trigger>> = {
  cron: {
    ...{ type: "string", says: "its cron text, where it has one", path: ["schedule"] },
    of: ({ schedule }) => ("cron" in schedule ? schedule.cron : ""),
  },
  interval: {
    ...{ type: "int", path: ["schedule"] },
    says: "the shortest time between two of its due times; 0 when it doesn't repeat",
    of: intervalOf,
  },
  calendar: {
    ...{ type: "string", says: "the calendar that it goes by", path: ["calendar"] },
    of: ({ schedule }) => schedule.days?.calendar?.name ?? "",
  },
  timezone: {
    ...{ type: "string", says: "zone of its times", path: ["timezone"] },
    of: ({ timezone }) => timezone,
  },
  missed: {
    ...{ type: "string", says: "`none`, `latest` or `all`", path: ["missed"] },
    of: ({ missed }) => (typeof missed === "string" ? missed : missed.policy),
  },
};

function intervalOf({ schedule }: Trigger): number {
  return seconds(shortestGap(schedule));
}

// One job, or box, in the words of the one model.

import type { LegacyJob, LegacyState } from "#migrators/legacy.ts";
import type { Finding } from "#migrators/statement.ts";
import type { GlobalBlobs } from "./global-blobs.ts";
import { JobAttributes } from "./job-attributes.ts";
import { conditionOf, mostBoxes } from "./job-conditions.ts";
import { alarmsOf, resourcesOf, resultOf, stateOf } from "./job-result.ts";
import { type ScheduleContext, scheduleOf, unscheduled } from "./job-schedule.ts";
import { environmentOf, hostsOf, workOf } from "./job-work.ts";
import { isOfOtherTypes } from "./keywords.ts";
import type { JilJob } from "./merge.ts";
import { renderedIn } from "./templates.ts";
import { readBoolean, readNumber } from "./values.ts";

export interface JobContext extends ScheduleContext {
  jobs: ReadonlyMap<string, JilJob>;
  states: ReadonlyMap<string, LegacyState> | null;
  siteTypes: ReadonlySet<string>;
  /** Global variables that are always the same, by name. */
  constants: Readonly<Record<string, string>>;
  blobs: GlobalBlobs;
  /** Names of resources whose units never return. */
  spent: ReadonlySet<string>;
  report: (found: Finding) => void;
}

export function jobOf(job: JilJob, context: JobContext): LegacyJob {
  const out = emptyJob(job);
  const attributes = new JobAttributes(job, out, context.report);
  placeIn(attributes, context);
  out.work = workOf(attributes, context.siteTypes, context.constants, context.blobs);
  const isBox = out.work.kind === "group";
  const owner = attributes.text("owner");
  out.hosts = hostsOf(attributes, context.constants);
  if (owner && !isBox) out.user = { value: owner.value.split("@")[0] ?? "", from: owner.from };
  if (owner) out.labels.push({ name: "owner", label: owner });
  out.environment = environmentOf(attributes, context.constants);
  out.schedule = scheduleOf(attributes, context);
  out.condition = conditionOf(attributes, "condition", context.jobs);
  out.result = resultOf(attributes);
  out.result.groupSuccess = conditionOf(attributes, "box_success", context.jobs);
  out.result.groupFailure = conditionOf(attributes, "box_failure", context.jobs);
  if (out.work.kind === "fileWatch") out.work.withinMinutes = out.result.timeout;
  out.resources = resourcesOf(attributes, context.spent);
  Object.assign(out, alarmsOf(attributes));
  out.confirm = attributes.flag("auto_hold");
  out.priority = attributes.text("priority");
  out.state = stateOf(attributes, context.states?.get(job.name) ?? null);
  out.description = attributes.text("description");
  for (const name of ["application", "group"]) {
    const label = attributes.text(name);
    if (label) out.labels.push({ name, label });
  }
  takeRest(attributes);
  for (const statement of [job.statement, ...job.also])
    attributes.assume(renderedIn(statement), "jil-template");
  return out;
}

/** Until it is read. */
const noResult: LegacyJob["result"] = {
  ...{ success: null, failure: null, effects: [], rules: [], retry: null, timeout: null },
  ...{ endsGroup: null, endedByGroup: null, groupSuccess: null, groupFailure: null },
};

/** In one piece: parts that are spread into it would be made and copied 100,000 times. */
function emptyJob({ name, statement, also, inert, refusals, box }: JilJob): LegacyJob {
  return {
    key: name,
    name,
    statement,
    also,
    parent: box,
    work: { kind: "dummy" },
    hosts: null,
    user: null,
    environment: [],
    schedule: unscheduled(),
    condition: null,
    result: noResult,
    resources: [],
    notifications: [],
    deadlines: [],
    confirm: null,
    priority: null,
    state: null,
    description: null,
    labels: [],
    inert: [...inert],
    settled: [],
    refusals: [...refusals],
  };
}

/** The box that it is in: one that exists, is a box, and isn't in the job itself. */
function placeIn(attributes: JobAttributes, { jobs }: JobContext): void {
  const { job } = attributes;
  const from = attributes.text("box_name")?.from ?? [];
  if (job.box === null) return;
  const box = jobs.get(job.box);
  if (!box) attributes.refuse("jil-ref-box", `its box ${job.box} doesn't exist`, from);
  else if (!box.isBox) attributes.refuse("jil-ref-box", `${job.box} is no box`, from);
  else if (isInCircle(job, jobs))
    attributes.refuse(
      "jil-box-cycle",
      `its box ${job.box} is in a circle of boxes, or too deep in them`,
      from,
    );
  attributes.out.parentFrom = from;
}

/** Whether going up from a job comes by a box twice, or by more boxes than there can be. */
function isInCircle(job: JilJob, jobs: ReadonlyMap<string, JilJob>): boolean {
  const seen = new Set([job.name]);
  for (let box = job.box; box !== null; box = jobs.get(box)?.box ?? null) {
    if (seen.has(box) || seen.size > mostBoxes) return true;
    seen.add(box);
  }
  return false;
}

/** Read by the worker's machine or by people, not by the scheduler. */
const agentSettings = ["ulimit", "elevated", "interactive", "job_class"];
const alarmSettings = /^(svcdesk_\w+|service_desk|notification_\w+|heartbeat_interval)$/;

/** What has no words of its own: inert, carried over under an assumption, or what refuses the job. */
function takeRest(attributes: JobAttributes): void {
  attributes.inertAll(["permission"], "jil-permission");
  attributes.inertAll(["avg_runtime"], "jil-statistic");
  for (const keyword of agentSettings)
    attributes.assume(attributes.takeAll(keyword), "jil-agent-setting");
  attributes.assume(attributes.takeAll("job_load"), "jil-load");
  const isKept = attributes.readOther("auto_delete", readNumber(-1), -1);
  if (isKept)
    attributes.refuseKeyword("auto_delete", "it deletes itself after a success", isKept.from);
  for (const keyword of attributes.left()) {
    const written = attributes.takeAll(keyword);
    if (written.length === 0) continue;
    if (alarmSettings.test(keyword)) attributes.assume(written, "jil-alarm-routing");
    else if (ofSomeTypes.has(keyword) || isOfOtherTypes(keyword))
      takeForeign(attributes, keyword, written);
    // Slips are found when statements are parsed; those that matter have refused the job.
    else
      for (const attribute of written)
        attributes.out.settled?.push({ attribute, outcome: "refused", code: "jil-attr-unknown" });
  }
}

/** Attributes that another type than the job's has, or that no spec has a word for. */
const ofSomeTypes: ReadonlySet<string> = new Set([
  ...["command", "std_in_file", "std_out_file", "std_err_file", "profile", "chk_files", "shell"],
  ...["watch_file", "watch_file_min_size", "watch_interval", "watch_no_change", "watch_file_type"],
  ...["continuous", "blob_input", "blob_file", "connectionprofile"],
]);

function takeForeign(
  attributes: JobAttributes,
  keyword: string,
  written: Parameters<JobAttributes["assume"]>[0],
): void {
  const { kind } = attributes.out.work;
  // The type refuses the job already.
  if (kind === "unsupported") return;
  if (kind === "group") {
    for (const attribute of written) attributes.inert(attribute, "jil-box-ignores");
    return;
  }
  const off = keyword === "continuous" && written.every(({ value }) => isOff(value));
  if (off) for (const attribute of written) attributes.inert(attribute, "jil-default");
  else attributes.refuseKeyword(keyword, `${keyword} is not translated`, written);
}

function isOff(value: string): boolean {
  const read = readBoolean(value);
  return "value" in read && !read.value;
}

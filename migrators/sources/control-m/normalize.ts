// Exports as one legacy estate: each folder a group, each job a job, with what they lack named as decisions.

import { LEGACY_CODES } from "#migrators/finding-codes.ts";
import { UsesOfEvents } from "#migrators/legacy/event-uses.ts";
import type { Decision, LegacyEstate, LegacyResource, ResourceUse } from "#migrators/legacy.ts";
import { recentFor } from "#migrators/recent.ts";
import type { Finding, LegacyFile, Place } from "#migrators/statement.ts";
import { type Calendar, calendarsOfExport, legacyCalendar } from "./calendars.ts";
import { defineJson } from "./define-json.ts";
import { defineXml } from "./define-xml.ts";
import { DefinedJob } from "./defined-job.ts";
import { type Definition, Keys } from "./definition.ts";
import { jobOf } from "./job.ts";
import { profilesOf } from "./profiles.ts";
import { readControlM } from "./read.ts";
import type { Problem } from "./select-days.ts";
import type { Site } from "./site.ts";

export interface ControlMInput {
  /** As it was given. */
  file: string;
  bytes: Uint8Array;
}

/** With what the evaluator of its fire times needs. */
export interface ControlMEstate extends LegacyEstate {
  definitions: ReadonlyMap<string, Definition>;
  site: Site;
}

/**
 * Reads exports of jobs and of calendars, and says what they mean.
 * @param told How many of all jobs were worked out, every thousand.
 */
export function controlMEstate(
  inputs: readonly ControlMInput[],
  given: Site,
  instance: string | null = null,
  told: (done: number, all: number) => void = () => {},
): ControlMEstate {
  const files = inputs.map(({ file, bytes }) => readControlM(file, bytes));
  const calendars = new Map<string, Calendar>(given.calendars);
  const findings: Finding[] = [];
  for (const file of files) {
    const read = calendarsOfExport(file);
    findings.push(...read.findings);
    for (const calendar of read.calendars) calendars.set(calendar.name, calendar);
  }
  const site: Site = { ...given, calendars };
  const keys = new Keys();
  const definitions: Definition[] = [];
  for (const file of files) {
    const isJson = /^(object|\[\])$/.test(file.statements[0]?.kind ?? "");
    const found = isJson ? defineJson(file, keys) : defineXml(file, keys);
    definitions.push(...found.all);
    findings.push(...found.findings);
  }
  const decisions = new Map<string, Decision>();
  const resources = new Resources(site);
  const events = new UsesOfEvents();
  const recent = recentFor(definitions.map(outermost));
  const jobs = definitions.map((definition, index) => {
    if (index % 1000 === 0) told(index, definitions.length);
    const { job, problems } = jobOf(definition, site);
    for (const problem of problems) {
      const { code, message, from, parameter } = problem;
      job.refusals.push({ code, message, from });
      if (parameter !== undefined) decide(decisions, problem, job.key);
      else findings.push(findingOf(code, from[0]?.place ?? job.statement.place, message));
    }
    for (const { code, message, from } of definition.refusals)
      findings.push(findingOf(code, from[0]?.place ?? job.statement.place, message));
    resources.add(job.resources);
    events.addJob(job);
    return new DefinedJob(definition, site, job, recent);
  });
  const byKey = new Map(definitions.map((each) => [each.key, each]));
  for (const { code, question, jobs: waiting, parameter } of decisions.values()) {
    const first = byKey.get(waiting[0] ?? "");
    const count = waiting.length === 1 ? "1 job waits" : `${waiting.length} jobs wait`;
    const place = first?.statement.place ?? { file: "", line: 1, column: 1 };
    findings.push(findingOf(code, place, `${question} (${parameter}) ${count} for the answer.`));
  }
  return {
    ...{ system: "control-m", instance, files, jobs, findings, variables: [], events, site },
    inert: inertRoots(files),
    profiles: files.flatMap(profilesOf),
    calendars: [...calendars.values()].map(legacyCalendar),
    resources: resources.all(),
    decisions: [...decisions.values()],
    definitions: byKey,
  };
}

const outermost = (definition: Definition): Definition => {
  let group = definition;
  while (group.parent !== null) group = group.parent;
  return group;
};

/** Roots hold what is exported, and say nothing of it; an export of calendars is accounted for by what it is read into. */
function inertRoots(files: readonly LegacyFile[]): LegacyEstate["inert"] {
  return files
    .flatMap(({ statements }) => statements)
    .filter(({ kind }) => kind === "DEFTABLE" || kind === "DEFCAL" || kind === "object")
    .map((of) => ({ of, code: "control-m-root-element", alone: true }));
}

function findingOf(code: string, place: Place, message: string): Finding {
  const { severity, help } = LEGACY_CODES[code] ?? { severity: "error", help: null };
  return { code, severity: severity ?? "info", place, message, ...(help ? { help } : {}) };
}

/** Commands of the product that show what is asked. */
const obtain: Readonly<Record<string, string>> = {
  newDay: "ctmsys, Day Time Parameters",
  weekStart: "ctmsys, the server's week definition",
  calendars: "emdef exportdefcal",
  zones: "TimeZone.dat of the server",
  userDailies: "the site's scheduler entry that runs ctmudly",
};

function decide(decisions: Map<string, Decision>, problem: Problem, key: string): void {
  const parameter = problem.parameter as string;
  const known = decisions.get(parameter);
  if (known) {
    if (known.jobs.at(-1) !== key) known.jobs.push(key);
    return;
  }
  const question = LEGACY_CODES[problem.code]?.title ?? problem.message;
  decisions.set(parameter, {
    ...{ parameter, code: problem.code, question, jobs: [key] },
    obtain: obtain[parameter.split(".")[0] as string] ?? null,
  });
}

/** What jobs use, with the totals that the parameters know. */
class Resources {
  readonly #site: Site;
  readonly #found = new Map<string, LegacyResource>();

  constructor(site: Site) {
    this.#site = site;
  }

  add(uses: readonly ResourceUse[]): void {
    for (const { resource, amount } of uses) {
      if (this.#found.has(resource)) continue;
      const total = this.#site.resources?.[resource];
      const units = total === undefined ? null : { value: total, from: [] };
      const kind = typeof amount.value === "number" ? "pool" : "lock";
      this.#found.set(resource, { name: resource, units: kind === "pool" ? units : null, kind });
    }
  }

  all(): LegacyResource[] {
    return [...this.#found.values()];
  }
}

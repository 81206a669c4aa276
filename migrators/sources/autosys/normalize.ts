// Files of JIL as one legacy estate: statements applied in order, then each job said in the words of the one model.

import type { MemberTimes } from "#migrators/legacy/member-times.ts";
import type { Decision, LegacyEstate, LegacyJob, LegacyState } from "#migrators/legacy.ts";
import { recentFor } from "#migrators/recent.ts";
import type { Finding, LegacyFile } from "#migrators/statement.ts";
import {
  type AutosysCalendar,
  type CalendarOptions,
  countedCalendars,
  readCalendars,
} from "./calendars.ts";
import { finding } from "./codes.ts";
import { globalBlobs } from "./global-blobs.ts";
import { type JobContext, jobOf } from "./job.ts";
import { boxesAbove, outermostBox } from "./job-conditions.ts";
import { type JilJob, JobMerge, refusalsOf } from "./merge.ts";
import { MergedJob } from "./merged-job.ts";
import { type JilStatement, parseStatement } from "./parse.ts";
import { resourcesOfExport } from "./resources.ts";

export interface AutosysOptions extends CalendarOptions {
  /** Name of the instance, such as PRD; null: not known. */
  instance: string | null;
  /** The instance's time zone; null: not known. */
  timezone: string | null;
  /** Aliases of `autotimezone -l`, by name. */
  zones: Readonly<Record<string, string>>;
  /** `YYYY-MM-DD` by the name of a calendar that the files lack. */
  calendars: Readonly<Record<string, readonly string[]>>;
  /** What `autorep -w` says, by job; null: there is no such report. */
  states: ReadonlyMap<string, LegacyState> | null;
  /** What `autorep -G` says. */
  globals: Readonly<Record<string, string>>;
  /** Global variables of which people have said that they are always the same, by name. */
  constants: Readonly<Record<string, string>>;
  /** Projects here that have the jobs of other instances, by their names. */
  instances?: Readonly<Record<string, string>>;
  /** What times of members mean that come while their box doesn't run; absent: nobody has said. */
  memberTimes?: MemberTimes | undefined;
}

/**
 * Refused files take no part. Nothing is thrown: what is wrong with a job refuses the job.
 * @param told How many of all jobs were worked out, every thousand.
 */
export function normalizeAutosys(
  files: readonly LegacyFile[],
  options: AutosysOptions,
  told: (done: number, all: number) => void = () => {},
): LegacyEstate {
  const merge = new JobMerge();
  const others: JilStatement[] = [];
  const findings: Finding[] = [];
  for (const file of files)
    for (const statement of file.statements) {
      const parsed = parseStatement(statement);
      if (parsed.act !== "none" && /^(job|box)$/.test(parsed.object)) merge.apply(parsed);
      else others.push(parsed);
    }
  const estate: LegacyEstate = {
    ...{
      system: "autosys",
      instance: options.instance,
      instances: options.instances ?? {},
      memberTimes: options.memberTimes,
      files: [...files],
      jobs: [],
      resources: resourcesOfExport(others),
      decisions: [],
    },
    calendars: [],
    variables: Object.entries(options.globals).map(([name, value]) => ({
      ...{ name, value: { value, from: [] } },
    })),
    ...{ findings, inert: merge.inert, refused: merge.refused },
  };
  const calendars = calendarsOf(others, options);
  estate.calendars = [...calendars.values(), ...countedCalendars(calendars.values())];
  for (const parsed of others) addOther(parsed, estate);
  const decisions = new Decisions();
  const context: JobContext = {
    ...{ jobs: merge.jobs, calendars, timezone: options.timezone, zones: options.zones },
    ...{ states: options.states, constants: options.constants },
    blobs: globalBlobs(others, merge.jobs),
    siteTypes: new Set(others.filter(isJobType).map(({ name }) => name)),
    spent: new Set(estate.resources.filter(({ kind }) => kind === "spent").map(({ name }) => name)),
    ask: (parameter, job) => decisions.ask(parameter, job),
    report: (found) => findings.push(found),
  };
  findings.push(...merge.findings);
  const made = new Map<string, LegacyJob>();
  const recent = recentFor(merge.jobs.values().map((job) => outermostBox(job, merge.jobs)));
  const later = { ...context, ask: untold, report: untold };
  for (const job of merge.jobs.values()) {
    if (made.size % 1000 === 0) told(made.size, merge.jobs.size);
    made.set(job.name, new MergedJob(job, jobOf(job, context), later, recent));
  }
  estate.jobs = groupsFirst(merge.jobs, made);
  estate.decisions = decisions.all();
  const [first] = estate.jobs;
  if (options.states === null && first) {
    const said =
      "which jobs are on hold or ice is not known; give the report of `autorep -J ALL -w`";
    findings.push(finding("jil-state-missing", first.statement.place, said));
  }
  return estate;
}

/** What is found in a job is told once. */
const untold = (): void => {};

const isJobType = ({ object, act }: JilStatement): boolean =>
  object === "job_type" && act === "insert";

/** Those of the files, and those that the parameters name. */
function calendarsOf(
  statements: readonly JilStatement[],
  options: AutosysOptions,
): Map<string, AutosysCalendar> {
  const calendars = readCalendars(statements, options);
  for (const [name, dates] of Object.entries(options.calendars))
    calendars.set(name, {
      ...{ kind: "standard", name, statement: null, dates: [...dates].sort(), periods: null },
      ...{ times: new Map(), refusals: [] },
    });
  return calendars;
}

/** What is no job. */
function addOther(parsed: JilStatement, estate: LegacyEstate): void {
  const { statement, object, act } = parsed;
  estate.findings.push(...parsed.findings);
  const [refusal] = refusalsOf(parsed);
  if (refusal || act === "none")
    estate.refused?.push({ of: statement, code: refusal?.code ?? "jil-lex-stray-line" });
  else if (act !== "define" && object !== "resource") {
    estate.inert.push({ of: statement, code: "jil-object-inert" });
    const said = `${statement.kind} ${parsed.name} says nothing about when or how jobs run`;
    estate.findings.push(finding("jil-object-inert", statement.place, said));
  }
}

/** In the order of the files, but each box before what is in it. */
function groupsFirst(
  jobs: ReadonlyMap<string, JilJob>,
  made: ReadonlyMap<string, LegacyJob>,
): LegacyJob[] {
  const ordered = new Set<LegacyJob>();
  for (const job of jobs.values()) {
    const outer = [...boxesAbove(job, jobs)].reverse();
    for (const name of [...outer, job.name]) {
      const one = made.get(name);
      if (one) ordered.add(one);
    }
  }
  return [...ordered];
}

/** Missing parameters, each once, with the jobs that wait for it. */
class Decisions {
  readonly #decisions = new Map<string, Decision>();

  ask(parameter: string, job: string): void {
    const known = this.#decisions.get(parameter);
    if (known) known.jobs.push(job);
    else this.#decisions.set(parameter, { ...asked(parameter), parameter, jobs: [job] });
  }

  all(): Decision[] {
    return [...this.#decisions.values()];
  }
}

function asked(parameter: string): Pick<Decision, "code" | "question" | "obtain"> {
  const [kind, name = ""] = parameter.split(/\.(.*)/s);
  if (kind === "calendars")
    return {
      ...{ code: "jil-cal-missing", question: `Which dates has the calendar ${name}?` },
      obtain: `autocal_asc -e ALL -E FILE (and -s ALL for standard ones)`,
    };
  if (kind === "dateStandard")
    return {
      ...{
        code: "jil-cal-dates",
        question: "Do dates of calendars begin with the month or the day?",
      },
      obtain: "the instance's DateFormat",
    };
  if (kind === "zones")
    return {
      ...{ code: "jil-zone-unknown", question: `Which IANA zone does ${name} stand for?` },
      obtain: "autotimezone -l",
    };
  return {
    ...{ code: "jil-zone-missing", question: "In which time zone does the instance run?" },
    obtain: "autosyslog, or date on the scheduler's host",
  };
}

// The runs of all logs by the jobs' names in them, as numbers: a run takes some 40 bytes where its lines took hundreds.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import type { LogFormat, LoggedHold, LoggedRun, LogItem, LogSpan } from "./log.ts";

/** Where a log says something. */
export interface LogPlace {
  file: string;
  line: number;
}

/** What the logs say of one name. Columns have one number for each run. */
export interface LoggedJob {
  name: string;
  user: string | null;
  /** Milliseconds since 1970; NaN: not started, or before the log begins. */
  starts: number[];
  ends: number[];
  /** Day numbers of business dates; NaN: the log has none. */
  days: number[];
  times: number[];
  /** Index in `hows`. */
  hows: number[];
  /** File and line as one number. */
  places: number[];
  holds: (LoggedHold & { file: string })[];
  /** From the first to the last of its own runs, of logs that cover no more than them. */
  own: LogSpan;
}

const hows = [null, "forced", "again"] as const;
/** Lines of one file are fewer. */
const filesFactor = 2 ** 32;
/** Of holds more are forgotten from the oldest on. */
const mostHolds = 1_000;

export class RunStore {
  readonly jobs = new Map<string, LoggedJob>();
  readonly #files: string[] = [];
  /** By job and order: an order that two lists have is one run. */
  readonly #orders = new Map<string, number>();

  /** @param file as it was given. */
  addFile(file: string): number {
    return this.#files.push(file) - 1;
  }

  add(item: Exclude<LogItem, { kind: "unread" }>, file: number, covers: LogFormat["covers"]): void {
    if (item.kind === "job") this.#job(item.job, null);
    else if (item.kind === "hold") {
      const { holds } = this.#job(item.hold.job, null);
      holds.push({ ...item.hold, file: this.#files[file] ?? "" });
      if (holds.length > mostHolds) holds.shift();
    } else this.#addRun(item.run, file, covers);
  }

  place(job: LoggedJob, index: number): LogPlace {
    const place = job.places[index] ?? 0;
    return { file: this.#files[Math.floor(place / filesFactor)] ?? "", line: place % filesFactor };
  }

  how(job: LoggedJob, index: number): LoggedRun["how"] {
    return hows[job.hows[index] ?? 0] ?? null;
  }

  /** Business date of a run; null: the log has none. */
  date(job: LoggedJob, index: number): string | null {
    const day = job.days[index] ?? Number.NaN;
    return Number.isNaN(day) ? null : dateOf(day);
  }

  #job(name: string, user: string | null): LoggedJob {
    const key = `${user ?? ""}\0${name}`;
    let job = this.jobs.get(key);
    if (!job) {
      job = {
        ...{ name, user, starts: [], ends: [], days: [], times: [], hows: [], places: [] },
        ...{ holds: [], own: { first: null, last: null } },
      };
      this.jobs.set(key, job);
    }
    return job;
  }

  #addRun(run: LoggedRun, file: number, covers: LogFormat["covers"]): void {
    const job = this.#job(run.job, run.user);
    if (covers === "perJob" && run.start !== null) {
      const { first } = job.own;
      job.own.first = first === null ? run.start : Math.min(first, run.start);
    }
    let index = job.starts.length;
    if (run.date !== null && run.run !== null) {
      const order = `${run.job}\0${run.date}\0${run.run}`;
      const known = this.#orders.get(order);
      if (known === undefined) this.#orders.set(order, index);
      else index = known;
    }
    job.starts[index] = run.start ?? job.starts[index] ?? Number.NaN;
    job.ends[index] = run.end ?? Number.NaN;
    job.days[index] = run.date === null ? Number.NaN : dayOf(run.date);
    job.times[index] = Math.max(run.times, job.times[index] ?? 0);
    job.hows[index] = hows.indexOf(run.how);
    job.places[index] = file * filesFactor + run.line;
  }
}

// The log of AutoSys' scheduler, `event_demon.$AUTOSERV`: each event with its time; a run is what lies between STARTING (of
// a box RUNNING) and its end.

import {
  type LogContext,
  type LogFormat,
  type LoggedHold,
  type LoggedRun,
  type LogItem,
  type LogReader,
  type LogSpan,
  loggedRun,
  nothing,
  reach,
  unread,
} from "./log.ts";
import { readUsDate } from "./us-date.ts";

const status = /\bCHANGE_STATUS\s+STATUS:\s{0,8}([A-Z_]+)\s{1,40}JOB:\s{0,8}(\S+)/;
const sent =
  /\bEVENT:\s{0,8}(FORCE_STARTJOB|JOB_(?:ON|OFF)_(?:ICE|HOLD|NOEXEC))\s{1,40}JOB:\s{0,8}(\S+)/;
/** `[MACHINE connected for JOB JOID.RUN_NUM.NTRY]` */
const connected = /\bconnected for (\S+) (\d+)\.(\d+)\.(\d+)\]/;

/** Two blanks before the number; a job that was terminated has none. */
const exitCode = /\bEXITCODE:\s{0,8}(-?\d{1,9})\b/;
const machine = /\bMACHINE:\s{0,8}(\S+)/;

const ends: ReadonlySet<string> = new Set(["SUCCESS", "FAILURE", "TERMINATED"]);
const holds: Readonly<Record<string, LoggedHold["state"]>> = {
  ...{ ON_ICE: "iced", ON_HOLD: "held", ON_NOEXEC: "noExecute" },
  ...{ JOB_ON_ICE: "iced", JOB_ON_HOLD: "held", JOB_ON_NOEXEC: "noExecute" },
  ...{ JOB_OFF_ICE: "active", JOB_OFF_HOLD: "active", JOB_OFF_NOEXEC: "active" },
};

export const autosysEventLog: LogFormat = {
  ...{ name: "an event_demon log of AutoSys", system: "autosys", pieces: "lines", covers: "whole" },
  ...{ grows: true, tells: ["end", "exit"] },
  matches: (head) =>
    /^\[\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d\][^\n]{0,80}(?:CAUAJM_|EVENT:)/m.test(head),
  needs: () => ["clock"],
  reader: (context, saved) => new EventLogReader(context, saved),
};

interface Saved {
  open: LoggedRun[];
  forced: string[];
  restarting: string[];
}

class EventLogReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;
  /** By job: of a run that has begun. */
  readonly #open: Map<string, LoggedRun>;
  readonly #forced: Set<string>;
  /** Jobs whose next start is a further try. */
  readonly #restarting: Set<string>;

  constructor(context: LogContext, saved?: Partial<Saved> | null) {
    this.#context = context;
    this.#open = new Map(saved?.open?.map((run) => [run.job, run]));
    this.#forced = new Set(saved?.forced);
    this.#restarting = new Set(saved?.restarting);
  }

  read(text: string, line: number): readonly LogItem[] {
    if (text.trim() === "") return nothing;
    const { clock, dateStandard } = this.#context;
    const date = text.startsWith("[") ? readUsDate(text.slice(1, 40), dateStandard) : null;
    const at = date && clock ? clock.instant(date.date, date.time) : null;
    if (date === null || at === null)
      return [unread(line, "it has no time in brackets, as lines of an event_demon log have")];
    reach(this.span, at);
    const rest = text.slice(date.length + 2);
    const found = status.exec(rest);
    if (found) return this.#changed(found[1] as string, found[2] as string, at, { text, line });
    if (rest.includes("CHANGE_STATUS")) return [unread(line, "it changes a status of no job")];
    const event = sent.exec(rest);
    if (event) {
      const [, name = "", job = ""] = event;
      if (name === "FORCE_STARTJOB") this.#forced.add(job);
      const state = holds[name];
      return state ? [{ kind: "hold", hold: { job, at, state, line } }] : nothing;
    }
    const run = connected.exec(rest);
    if (run) this.#connect(run[1] as string, run[3] as string, Number(run[4]), text);
    return nothing;
  }

  #changed(
    state: string,
    job: string,
    at: number,
    { text, line }: { text: string; line: number },
  ): readonly LogItem[] {
    const hold = holds[state];
    if (hold) return [{ kind: "hold", hold: { job, at, state: hold, line } }];
    const open = this.#open.get(job);
    if (ends.has(state)) {
      this.#open.delete(job);
      const run = open ?? loggedRun({ job, line }).run;
      const exit = exitCode.exec(text);
      const known = { end: at, status: state, exit: exit ? Number(exit[1]) : null };
      return [{ kind: "run", run: { ...run, ...known, lines: [...run.lines, text] } }];
    }
    if (state === "RESTART") this.#restarting.add(job);
    // A box has no STARTING of its own.
    if (state !== "STARTING" && (state !== "RUNNING" || open)) return nothing;
    const isForced = this.#forced.delete(job);
    const how = this.#restarting.delete(job) ? "again" : isForced ? "forced" : null;
    const host = machine.exec(text)?.[1] ?? null;
    this.#open.set(job, loggedRun({ job, line, start: at, how, host, lines: [text] }).run);
    return open ? [{ kind: "run", run: open }] : nothing;
  }

  /** Further tries have the same run number. */
  #connect(job: string, number: string, tries: number, text: string): void {
    const open = this.#open.get(job);
    if (!open) return;
    open.lines.push(text);
    open.run = `${number}/${tries}`;
    if (tries > 1) open.how = "again";
  }

  open(): readonly LoggedRun[] {
    return [...this.#open.values()];
  }

  save(): Saved {
    return {
      open: [...this.#open.values()],
      ...{ forced: [...this.#forced], restarting: [...this.#restarting] },
    };
  }

  end(): readonly LogItem[] {
    const left = [...this.#open.values()].map((run): LogItem => ({ kind: "run", run }));
    this.#open.clear();
    return left;
  }
}

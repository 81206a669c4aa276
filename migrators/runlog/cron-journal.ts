// What cron tells the journal of systemd, as `journalctl -o json` prints it: one object a line.

import { CronRuns, type SavedCronRuns } from "./cron-message.ts";
import {
  type LogContext,
  type LoggedRun,
  type LogItem,
  type LogReader,
  type LogSpan,
  nothing,
  type RunLogFormat,
  reach,
  unread,
} from "./log.ts";

export const cronJournal: RunLogFormat = {
  ...{ name: "a journal of systemd as JSON", system: "cron", pieces: "lines", covers: "whole" },
  ...{ grows: true, tells: [] },
  words: () => ["CRON", "cron"],
  matches: (head) => /^\{[^\n]*"__REALTIME_TIMESTAMP"\s*:/m.test(head),
  needs: () => [],
  reader: (context, saved) => new JournalReader(context, saved),
};

interface Saved {
  runs: SavedCronRuns;
  host: string | null;
}

class JournalReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #runs: CronRuns;
  #host: string | null;

  constructor(context: LogContext, saved?: Partial<Saved> | null) {
    this.#runs = new CronRuns(saved?.runs);
    this.#host = saved?.host ?? context.host ?? null;
  }

  read(text: string, line: number): readonly LogItem[] {
    if (text.trim() === "") return nothing;
    let found: Record<string, unknown>;
    try {
      found = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return [unread(line, "it is no JSON object")];
    }
    const said = (name: string): string => {
      const value = found !== null && Object.hasOwn(Object(found), name) ? found[name] : "";
      return typeof value === "string" ? value : "";
    };
    const micros = Number(said("__REALTIME_TIMESTAMP"));
    if (!(micros > 0)) return [unread(line, "it has no __REALTIME_TIMESTAMP")];
    const at = Math.floor(micros / 1000);
    reach(this.span, at);
    if (!/^crond?$/i.test(said("SYSLOG_IDENTIFIER"))) return nothing;
    const host = said("_HOSTNAME");
    this.#host ??= host;
    if (host !== this.#host)
      return [unread(line, `it is of host ${host}, and the lines before are of another`)];
    const message = said("MESSAGE");
    const process = `${host} ${said("_PID")}`;
    return this.#runs.add({ process, host, message, at, line, text });
  }

  open(): readonly LoggedRun[] {
    return this.#runs.open();
  }

  save(): Saved {
    return { runs: this.#runs.save(), host: this.#host };
  }

  end(): readonly LogItem[] {
    return this.#runs.end();
  }
}

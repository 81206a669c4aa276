// What cron daemons say of a run, whichever way it is logged: `(USER) EVENT (DETAIL)`, paired by the process that says it.

import { withoutGuard } from "#migrators/guarded-command.ts";
import { type LoggedRun, type LogItem, loggedRun, nothing, unread } from "./log.ts";

/** Runs whose end may still come; beyond it the oldest is told without. Without a log of ends all wait. */
const mostPending = 1_024;

/** What is kept between messages. */
export interface SavedCronRuns {
  pending: LoggedRun[];
}

export interface CronMessage {
  /** What tells processes apart: host and number. */
  process: string;
  message: string;
  at: number;
  line: number;
  host: string | null;
  /** The line as it was written. */
  text: string;
}

/** Events that say nothing of a run, such as `RELOAD` and `BEGIN EDIT`, are passed over. */
export class CronRuns {
  readonly #pending: Map<string, LoggedRun>;

  constructor(saved?: SavedCronRuns | null) {
    this.#pending = new Map(saved?.pending.map((run) => [run.run ?? "", run]));
  }

  add({ process, message, at, line, host, text }: CronMessage): readonly LogItem[] {
    const failed = /^\(CRON\) error \(grandchild #\d+ (.{1,60})\)$/.exec(message);
    const run = failed && this.#pending.get(process);
    if (run) {
      run.status = failed[1] ?? null;
      const exit = /^failed with exit status (\d{1,5})$/.exec(run.status ?? "");
      run.exit = exit ? Number(exit[1]) : null;
      run.lines.push(text);
    }
    const said = /^\(([^()\s]{1,64})\) (CMD|END|CMDEND) \(/.exec(message);
    if (!said) return nothing;
    const [head, user = "", event] = said;
    if (!message.endsWith(")")) return [unread(line, "its command is cut")];
    if (event !== "CMD") {
      const begun = this.#pending.get(process);
      if (!begun) return nothing;
      this.#pending.delete(process);
      return [{ kind: "run", run: { ...begun, end: at, lines: [...begun.lines, text] } }];
    }
    // Debian's cron at higher levels of logging puts the process of the command before it.
    const command = message.slice(head.length, -1).replace(/^\[\d+\] /, "");
    const items: LogItem[] = [];
    const before = this.#pending.get(process);
    if (before) items.push({ kind: "run", run: before });
    this.#pending.delete(process);
    const known = loggedRun({
      ...{ job: commandText(withoutGuard(command)), user, start: at, line, run: process },
      ...{ host, lines: [text] },
    });
    this.#pending.set(process, known.run);
    if (this.#pending.size > mostPending) {
      for (const [oldest, run] of this.#pending) {
        this.#pending.delete(oldest);
        items.push({ kind: "run", run });
        break;
      }
    }
    return items;
  }

  open(): readonly LoggedRun[] {
    return [...this.#pending.values()];
  }

  save(): SavedCronRuns {
    return { pending: [...this.#pending.values()] };
  }

  end(): readonly LogItem[] {
    const left = [...this.#pending.values()].map((run): LogItem => ({ kind: "run", run }));
    this.#pending.clear();
    return left;
  }
}

/** A command as daemons write it into logs: signs that can't be printed as `^I`, no blanks at its ends. */
export const commandText = (command: string): string =>
  command
    .replaceAll(/\p{Cc}/gu, (sign) => {
      const code = sign.charCodeAt(0);
      return code < 32 ? `^${String.fromCharCode(code + 64)}` : code === 127 ? "^?" : sign;
    })
    .trim();

// The refusals of logs as the command says them.

import path from "node:path";
import type { RunLogFormat } from "#migrators/runlog/log.ts";
import {
  formatFor as formatOf,
  type LogChoice,
  LogRefusal,
  type OpenedLog,
  readerFor as readerOf,
} from "#migrators/runlog/open-log.ts";
import { CommandError } from "./exit.ts";

const help: Record<NonNullable<LogRefusal["missing"]>, string> = {
  kind: "docs/migration/observe.md lists what is read; with --kind cron a syslog is read whatever is at its head",
  zone: "say it with --zone, or in --zones for its host",
  from: "say the first date with --from",
  job: "say it with --job FOLDER/NAME",
};

/** @throws CommandError for what is no log of the kind */
export const formatFor = (head: string, file: string, kind: LogChoice["kind"]): RunLogFormat =>
  told(() => formatOf(head, file, kind));

/** As of the migrators, by the file's own name. @throws CommandError naming what is missing */
export const readerFor = (
  format: RunLogFormat,
  head: string,
  { name, changed }: { name: string; changed: string },
  choice: LogChoice,
  saved: object | null = null,
): OpenedLog =>
  told(() => readerOf(format, head, { name: path.basename(name), changed }, choice, saved));

function told<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LogRefusal)) throw error;
    throw new CommandError("usage", error.message, error.missing && help[error.missing]);
  }
}

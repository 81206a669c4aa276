// Whose logs they are, and what such logs can't tell.

import path from "node:path";
import type { SourceKind } from "#migrators/runlog/told-run.ts";
import { CommandError } from "./exit.ts";
import { formatFor, type LogChoice } from "./observe-log.ts";
import { headText } from "./observe-once.ts";
import type { Output } from "./output.ts";

/** @throws CommandError where the logs are of several schedulers, or of none that is known */
export async function kindFor(
  files: readonly string[],
  cwd: string,
  choice: LogChoice,
): Promise<Exclude<SourceKind, "guard">> {
  if (choice.kind !== undefined) return choice.kind;
  const kinds = new Set<Exclude<SourceKind, "guard">>();
  for (const file of files)
    kinds.add(formatFor(await headText(path.resolve(cwd, file), file), file, undefined).system);
  const [kind, ...others] = kinds;
  if (kind === undefined || others.length > 0)
    throw new CommandError(
      "usage",
      "they are logs of several schedulers",
      "each is a source of its own",
    );
  return kind;
}

export interface ReadTold {
  added: number;
  changed: number;
  runs: number;
  bytes: number;
  unread: number;
  halves: number;
}

/** What came in, and what this log can't say. */
export function tellRead(
  read: ReadTold,
  source: { name: string; kind: SourceKind; endsLogged?: boolean; failuresLogged?: boolean },
  out: Output,
): void {
  const { endsLogged = false, failuresLogged = false } = source;
  const unobservable =
    source.kind !== "cron"
      ? []
      : [...(endsLogged ? [] : ["end"]), ...(failuresLogged && endsLogged ? [] : ["exit"])];
  out.value(
    { source: source.name, ...read, unobservable },
    ({ runs, added, changed }) =>
      `${runs} runs of ${source.name}: ${added} are new, of ${changed} more is known now`,
  );
  if (read.unread > 0) out.note(`${read.unread} lines could not be read`);
  if (read.halves > 0)
    out.note(
      "a line without its end was left: read the file again once it has grown, or with --follow",
    );
  if (unobservable.length > 0)
    out.note(
      `this log doesn't tell ${unobservable.join(" and ")} of its runs: they are not observable, and never a match`,
    );
}

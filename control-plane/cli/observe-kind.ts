// Whose logs they are, and what such logs can't tell.

import path from "node:path";
import { type LogChoice, zoneOf } from "#migrators/runlog/open-log.ts";
import type { SourceKind } from "#migrators/runlog/told-run.ts";
import { CommandError } from "./exit.ts";
import { formatFor } from "./observe-log.ts";
import { headText } from "./observe-once.ts";
import type { Output } from "./output.ts";

export interface LogOf {
  kind: Exclude<SourceKind, "guard">;
  /** Of its local times, where somebody said it. */
  zone?: string;
  /** As it was given, with this zone. */
  choice: LogChoice;
}

/**
 * @param asked.otherwise the zone, where neither it nor one of the host is said
 * @throws CommandError where the logs are of several schedulers, or of none that is known
 */
export async function logFor(
  files: readonly string[],
  cwd: string,
  { otherwise, ...asked }: LogChoice & { otherwise: string | undefined },
): Promise<LogOf> {
  const kinds = new Set<LogOf["kind"]>();
  const zones = new Set<string | undefined>();
  for (const file of files) {
    const head = await headText(path.resolve(cwd, file), file);
    const format = formatFor(head, file, asked.kind);
    kinds.add(format.system);
    zones.add(zoneOf(format, head, asked) ?? otherwise);
  }
  const [kind, ...others] = kinds;
  if (kind === undefined || others.length > 0)
    throw new CommandError(
      "usage",
      "they are logs of several schedulers",
      "each is a source of its own",
    );
  const [zone, ...further] = zones;
  if (further.length > 0)
    throw new CommandError(
      "usage",
      "--zones names several zones for their hosts",
      "each host is a source of its own",
    );
  return { kind, ...(zone !== undefined && { zone }), choice: { ...asked, zone } };
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

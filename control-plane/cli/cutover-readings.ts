// Reports of other schedulers, read for whether the jobs of a wave are held.

import { statSync } from "node:fs";
import path from "node:path";
import type { HoldReader } from "#core/cutover/holds.ts";
import { autorepHolds } from "#migrators/holds/autorep.ts";
import { controlMHolds } from "#migrators/holds/control-m.ts";
import { crontabHolds, type HoldLine } from "#migrators/holds/crontab.ts";
import { textOfFile } from "./cutover-files.ts";

/** Files by what they are of. */
export type HoldFiles = Readonly<Record<HoldReader, readonly string[]>>;

export interface HoldsReport {
  how: HoldReader;
  /** The oldest of its files. */
  readAt: Date;
  holds: HoldLine[];
}

const readers: Record<
  HoldReader,
  { system: string; read: (texts: readonly string[], jobs: readonly string[]) => HoldLine[] }
> = {
  crontab: { system: "cron", read: crontabHolds },
  autorep: { system: "autosys", read: autorepHolds },
  "control-m": { system: "control-m", read: controlMHolds },
};

/** @throws CommandError for a file that can't be read. */
export function readReports(
  files: HoldFiles,
  jobs: readonly { system: string; job: string }[],
  cwd: string,
): HoldsReport[] {
  return (Object.keys(readers) as HoldReader[]).flatMap((how): HoldsReport[] => {
    const named = files[how];
    if (named.length === 0) return [];
    const { system, read } = readers[how];
    const its = new Set(jobs.filter((one) => one.system === system).map(({ job }) => job));
    const texts = named.map((file) => textOfFile(file, cwd));
    const readAt = Math.min(...named.map((file) => saidAt(path.resolve(cwd, file), file)));
    const most = 10_000;
    const holds = read(texts, [...its]).map((one) => ({ ...one, line: one.line.slice(0, most) }));
    return [{ how, readAt: new Date(readAt), holds }];
  });
}

/** Tables that the daemon itself reads, however long nobody has edited them. */
const tables = /^\/(?:etc\/(?:crontab$|cron\.d\/)|var\/spool\/cron\/)/;

/** A report is as old as its file: to read it again makes it no newer. */
function saidAt(file: string, named: string): number {
  if (named === "-" || tables.test(file)) return Date.now();
  return Math.min(Date.now(), statSync(file).mtimeMs);
}

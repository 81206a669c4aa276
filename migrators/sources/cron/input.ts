// A file that is given to the importer, and what it is by its name and its text.

import { commonCodes } from "#migrators/codes.ts";
import { type ExportKind, importerFor, kindOf } from "#migrators/kind.ts";
import type { LegacyFile } from "#migrators/statement.ts";
import { unitNameOf } from "./systemd/units.ts";

export interface CronInput {
  /** As it was given. */
  file: string;
  text: string;
  encoding: string;
  /** Of a script: whether it may be run; absent: nobody knows. */
  isExecutable?: boolean;
}

export type CronFileKind =
  | "table"
  | "anacrontab"
  | "unit"
  | "manifest"
  | "script"
  | { wrong: ExportKind };

/** Text decides; where it says nothing, names do, else it is a table. */
export function fileKind({ file, text }: CronInput): CronFileKind {
  if (/(?:^|\/)cron\.(?:hourly|daily|weekly|monthly)\/[^/]+$/.test(file)) return "script";
  const kind = kindOf(text);
  const name = file.split("/").at(-1) ?? "";
  if (kind === "an anacrontab" || (kind === null && name === "anacrontab")) return "anacrontab";
  // What comes first may be an object of any kind.
  const isManifest = /\.ya?ml$/.test(name) && /(?:^|\n)apiVersion:/.test(text);
  if (kind === "a manifest of Kubernetes" || (kind === null && isManifest)) return "manifest";
  if (unitNameOf(file) !== null && (kind === null || kind === "a systemd unit")) return "unit";
  return kind === null ? "table" : { wrong: kind };
}

/** One that nothing can be made of. */
export function refusedFile({ file, encoding }: CronInput, kind: ExportKind): LegacyFile {
  const place = { file, line: 1, column: 1 };
  const { severity, help } = commonCodes["wrong-kind"];
  const finding = {
    code: "wrong-kind",
    severity,
    place,
    message: `this is ${kind} and no crontab`,
    help: importerFor(kind) ?? help,
  };
  return { file, encoding, statements: [], asides: [], findings: [finding], refused: true };
}

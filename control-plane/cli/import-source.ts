// Which scheduler files are from, by what they look like.

import { type ExportKind, kindOf } from "#migrators/kind.ts";
import type { LegacySystem } from "#migrators/legacy.ts";
import { isGlobalsReport, isStatesReport } from "#migrators/sources/autosys/reports.ts";
import { decode } from "#migrators/text/decode.ts";
import { CommandError } from "./exit.ts";
import { importBytes } from "./import-bytes.ts";

const systems: Partial<Record<ExportKind, LegacySystem>> = {
  ...({ "Control-M XML": "control-m", JSON: "control-m", "AutoSys JIL": "autosys" } as const),
};

/** The head of a file says what it is. */
const headBytes = 64 * 1024;

/** By the first of the files that is one of an export. @throws CommandError where none says so, as of crontabs */
export async function sourceOf(files: readonly string[], cwd: string): Promise<LegacySystem> {
  for (const file of files) {
    const read = decode((await importBytes(file, cwd)).subarray(0, headBytes));
    if ("fault" in read) continue;
    const { text } = read.decoded;
    const kind = kindOf(text);
    const system = kind === null ? undefined : systems[kind];
    if (system) return system;
    if (isStatesReport(text) || isGlobalsReport(text)) return "autosys";
  }
  throw new CommandError(
    ...(["usage", `${files.join(", ")}: it isn't told which scheduler they are from`] as const),
    "say it: --source cron, --source control-m or --source autosys",
  );
}

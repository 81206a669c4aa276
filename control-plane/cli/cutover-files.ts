// Files that a cut-over goes by: the project's, tables of cron, and reports of other schedulers.

import { readFileSync } from "node:fs";
import path from "node:path";
import { wavePath } from "#core/waves/wave.ts";
import { type BackPlan, planBack } from "#migrators/cutover/back.ts";
import { type CutoverPlan, type PlanInput, planCutover } from "#migrators/cutover/plan.ts";
import { CommandError } from "./exit.ts";
import { readProjectAt } from "./read-project.ts";

export interface AskedCutover {
  cwd: string;
  folder: string | undefined;
  wave: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** @throws CommandError when there is no such wave, or the project's files have errors. */
export const readCutover = (
  asked: AskedCutover,
  crontabs?: readonly string[],
): Promise<CutoverPlan> => readWave(asked, planCutover, crontabs);

/** @throws CommandError as `readCutover` */
export const readBack = (asked: AskedCutover, crontabs?: readonly string[]): Promise<BackPlan> =>
  readWave(asked, planBack, crontabs);

async function readWave<P>(
  { cwd, folder, wave, at }: AskedCutover,
  planOf: (input: PlanInput) => P | null,
  crontabs: readonly string[] = [],
): Promise<P> {
  const { estate, textOf } = await readProjectAt(cwd, folder);
  const text = textOf(wavePath(wave));
  const pipelines = estate.sources.flatMap(({ pipeline }) => pipeline ?? []);
  const tables = new Map(crontabs.map((file) => [file, textOfFile(file, cwd)]));
  const plan = text === undefined ? null : planOf({ wave, text, pipelines, at, tables });
  // Of a file with an error nothing is known, so what crosses the border there would be left out without a word.
  const wrong = estate.diagnostics.find(({ severity }) => severity === "error");
  if (plan !== null && wrong === undefined) return plan;
  throw new CommandError(
    "failed",
    wrong ? `${wrong.file} has an error: ${wrong.message}` : `no pipeline is in a wave "${wave}"`,
    wrong
      ? "`trunkline validate` says where"
      : "name a file of migration/waves without its `.yaml`",
  );
}

/** `-` is standard input. @throws CommandError when it can't be read. */
export function textOfFile(file: string, cwd: string): string {
  try {
    return readFileSync(file === "-" ? 0 : path.resolve(cwd, file), "utf8");
  } catch (error) {
    throw new CommandError("usage", `can't read ${file}: ${(error as Error).message}`, null, error);
  }
}

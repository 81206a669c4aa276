// `migration/explanations/NAME.yaml`: reads who answers for which differences, and for what is not proved.

import type { ExplainedSpec } from "#schemas/types.ts";
import { validateExplained } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { parseDuration } from "../duration.ts";
import { locateAll } from "../locate.ts";
import { parseContent, type SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { matchesStars } from "../star-pattern.ts";
import { validateFile } from "../validate-schema.ts";
import { type Explains, type Explanation, standingText } from "./explanation.ts";

export const explanationsFolder = "migration/explanations";

export const isExplanation = (path: string): boolean =>
  /^migration\/explanations\/[^/]+\.yaml$/.test(path);

interface Known {
  /** Names of all pipelines of the project; null: nobody looks for what is for none. */
  pipelines: readonly string[] | null;
  /** YYYY-MM-DD in UTC; null: nobody looks at what has expired. */
  today: string | null;
}

/**
 * By path. A file with an error explains nothing, and changes nothing of the others.
 * @param contents By path; what is no explanation, or isn't there, is left alone.
 */
export function readExplanations(
  contents: Iterable<readonly [string, string | Uint8Array | undefined]>,
  known: Known = { pipelines: null, today: null },
): { explanations: Explanation[]; diagnostics: Diagnostic[] } {
  const explanations: Explanation[] = [];
  const diagnostics: Diagnostic[] = [];
  const files = [...contents].filter(([path]) => isExplanation(path));
  for (const [path, content] of files.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (content === undefined) continue;
    const file = parseContent(path, content);
    const problems: Problem[] = [];
    const spec = validateFile<Partial<ExplainedSpec>>(file, validateExplained, problems);
    if (spec !== undefined) {
      check(file, spec, problems);
      if (problems.length === 0) checkUse(file, spec as ExplainedSpec, known, problems);
    }
    const found = locateAll([file], problems);
    diagnostics.push(...found);
    if (spec !== undefined && !found.some(({ severity }) => severity === "error"))
      explanations.push(explanationFrom(path, spec as ExplainedSpec));
  }
  return { explanations, diagnostics };
}

function check(file: SpecFile, spec: Partial<ExplainedSpec>, problems: Problem[]): void {
  const noDay = (path: (string | number)[], text: string) =>
    problems.push({
      ...{ file, path, at: "value", code: "explanation-invalid" },
      message: `there is no day ${text}`,
    });
  const { until, explains, waives } = spec;
  if (typeof until === "string" && !isDay(until)) noDay(["until"], until);
  for (const [index, text] of (explains?.dates ?? []).entries()) {
    if (typeof text !== "string") continue;
    const path = ["explains", "dates", index];
    const [from = "", to = from] = text.split("/");
    for (const day of [from, to]) if (!isDay(day)) noDay(path, day);
    if (to < from)
      problems.push({
        ...{ file, path, at: "value", code: "explanation-invalid" },
        message: `${to} is before ${from}`,
      });
  }
  if (explains === undefined && waives === undefined && file.value !== undefined)
    problems.push({
      ...{ file, path: [], at: "value", code: "missing-property" },
      message: "there is neither `explains` nor `waives`",
      help: "write `explains: {}` for all differences of the jobs, or what of them",
    });
}

/** What counts for nothing: it has expired, or is for no job. */
function checkUse(
  file: SpecFile,
  { until, jobs }: ExplainedSpec,
  { pipelines, today }: Known,
  problems: Problem[],
): void {
  const idle = { file, at: "value", code: "explanation-idle" } as const;
  const ended = today === null ? null : standingText({ until }, today);
  if (ended !== null) problems.push({ ...idle, path: ["until"], message: ended });
  if (pipelines === null) return;
  for (const [index, pattern] of jobs.entries()) {
    const [own = ""] = pattern.split("/");
    if (!pipelines.some((name) => matchesStars(name, own)))
      problems.push({
        ...{ ...idle, path: ["jobs", index] },
        message: `no pipeline is called like "${own}"`,
      });
  }
}

/** Whether there is such a day: YYYY-MM-DD. */
export function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

const explanationFrom = (
  file: string,
  { who, reason, until, jobs, explains, waives }: ExplainedSpec,
): Explanation => ({
  ...{ file, who, reason, until, jobs },
  explains: explains === undefined ? null : explainsFrom(explains),
  waives: waives ?? [],
});

const explainsFrom = (spec: NonNullable<ExplainedSpec["explains"]>): Explains => ({
  ...{ verdicts: spec.verdicts ?? null, fields: spec.fields ?? null },
  weekdays: spec.weekdays ?? null,
  upToMs: spec.upTo === undefined ? null : parseDuration(spec.upTo),
  dates:
    spec.dates?.map((text) => {
      const [from = "", to = from] = text.split("/");
      return { from, to };
    }) ?? null,
});

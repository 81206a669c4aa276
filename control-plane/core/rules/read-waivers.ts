// `waivers/*.yaml` of a control repository: who may break which rule, and until when.

import type { WaiverSpec } from "#schemas/types.ts";
import { validateWaiver } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseContent, type SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { validateFile } from "../validate-schema.ts";
import type { Waiver } from "./rule.ts";

/** Of files directly in the folder. */
export const isWaiver = (path: string): boolean => /^waivers\/[^/]+\.yaml$/.test(path);

/**
 * @param rules Names of the rules that there are.
 * @param today YYYY-MM-DD in UTC; null where nobody looks at what has expired.
 */
export function readWaivers(
  contents: Iterable<{ path: string; bytes: string | Uint8Array }>,
  rules: readonly string[],
  today: string | null,
): { waivers: Waiver[]; diagnostics: Diagnostic[] } {
  const waivers: Waiver[] = [];
  const files: SpecFile[] = [];
  const problems: Problem[] = [];
  for (const { path, bytes } of contents) {
    if (!isWaiver(path)) continue;
    const file = parseContent(path, bytes);
    files.push(file);
    const spec = validateFile<WaiverSpec>(file, validateWaiver, problems);
    if (spec === undefined) continue;
    checkWaiver(file, spec, { rules, today }, problems);
    waivers.push({ ...spec, file: path });
  }
  waivers.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { waivers, diagnostics: locateAll(files, problems) };
}

function checkWaiver(
  file: SpecFile,
  { rule, pipelines, expires }: Partial<WaiverSpec>,
  { rules, today }: { rules: readonly string[]; today: string | null },
  problems: Problem[],
): void {
  const report = (
    key: string | (string | number)[],
    code: "invalid-waiver" | "waiver-unused",
    message: string,
    help?: string,
  ) => problems.push({ file, path: [key].flat(), at: "value", code, message, help });
  if (typeof rule === "string" && !rules.includes(rule))
    report("rule", "waiver-unused", `there is no rule "${rule}"`, didYouMean(rule, rules));
  for (const [index, pattern] of (pipelines ?? []).entries())
    if (typeof pattern === "string" && !/^[^/]+\/[^/]+$/.test(pattern) && pattern !== "**")
      report(
        ["pipelines", index],
        "invalid-waiver",
        `${JSON.stringify(pattern)} names no pipeline`,
        "write project/pipeline, finance-*/daily-*, or ** for all",
      );
  if (typeof expires !== "string") return;
  if (!isDate(expires)) report("expires", "invalid-waiver", `there is no day ${expires}`);
  else if (today !== null && expires < today)
    report("expires", "waiver-unused", `it has expired: ${expires} was its last day`);
}

function isDate(text: string): boolean {
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

// `trunkline import --simulate`: fire times of each job by the legacy rules and, with --compare, by ours.

import { clockText } from "#core/schedule/clock-text.ts";
import { compareFires, type Side } from "#migrators/compare.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { type DateRange, type LegacyFire, legacyFires, legacyGaps } from "#migrators/simulate.ts";
import { toldDifference } from "#migrators/told-differences.ts";
import type { TranslateOptions } from "#migrators/translate/project-draft.ts";
import { translate } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";
import type { SimulatedDifference } from "#schemas/types.ts";
import type { Exit } from "./exit.ts";
import { SimulationProof } from "./import-proof.ts";
import type { Output } from "./output.ts";

/** Between two looks at whether the reader keeps up. */
const linesPerLook = 8_192;

interface Asked {
  range: DateRange;
  compare: boolean;
  placed: TranslateOptions;
  /** Absolute path, for the gate of waves; null: nobody asks for it. */
  record: string | null;
}

export async function simulateImport(
  estate: LegacyEstate,
  { range, compare, placed, record }: Asked,
  out: Output,
): Promise<Exit> {
  const translation = compare ? translate(estate, placed) : null;
  const ours = translation === null ? null : new TranslatedFires(translation, range);
  const proof = new SimulationProof();
  const counts = { both: 0, legacy: 0, ours: 0, told: 0, refused: 0 };
  let lines = 0;
  for (const [index, job] of estate.jobs.entries()) {
    out.progress(`${index + 1} of ${estate.jobs.length} jobs`);
    const legacy = legacyFires[estate.system](job, range, estate);
    const translated = ours === null ? undefined : ours.of(job);
    if (translated === null) continue;
    const fires: Iterable<LegacyFire & { side?: Side }> =
      translated === undefined ? legacy : compareFires(legacy, translated);
    const told = ours === null ? null : toldDifference(estate, job);
    const [refusal] = ours === null ? [] : job.refusals;
    const before = counts.both;
    const different = counts.legacy + counts.ours;
    const differs = new Map<string, SimulatedDifference>();
    for (const { date, at, side } of fires) {
      const why =
        side === undefined || side === "both" ? null : (refusal?.code ?? told?.(at) ?? null);
      if (why !== null) counts[refusal ? "refused" : "told"]++;
      else if (side !== undefined) counts[side]++;
      // As Temporal writes it, in a tenth of its time.
      const instant = `${clockText(at / 1000)}Z`;
      out.json({ job: job.key, date, at: instant, side, ...(why !== null && { code: why }) });
      if (record !== null && side !== undefined && side !== "both" && !differs.has(date))
        differs.set(date, { date, at: instant, side, ...(why !== null && { code: why }) });
      if (side !== "both")
        out.text([instant, date, job.key, sideText(side), why ?? ""].join("  ").trimEnd());
      if (++lines % linesPerLook === 0) await out.drained();
    }
    if (record !== null)
      proof.add(job, {
        ...{ starts: counts.both - before, differs },
        equal: refusal === undefined && counts.legacy + counts.ours === different,
      });
  }
  for (const gap of legacyGaps(estate, range)) out.note(`warning: ${gap}`);
  const unknown = tellUnknown(estate, out);
  if (record !== null && translation !== null)
    await proof.write({ file: record, translation }, range);
  if (!compare) return unknown ? "failed" : "ok";
  for (const { code, message, place } of estate.findings)
    if (/^(cron|control-m)-/.test(code)) out.note(`${place.file}:${place.line}: ${message}`);
  const { both, legacy, ours: onlyOurs, told, refused } = counts;
  out.note(
    legacy + onlyOurs === 0
      ? `${both} fire times, the same on both sides`
      : `${both} fire times on both sides, ${legacy} only by the legacy rules, ${onlyOurs} only by ours`,
  );
  if (told > 0) out.note(`${told} differ as the ledger says of their jobs`);
  if (refused > 0) out.note(`${refused} are of jobs that are refused`);
  return legacy + onlyOurs + refused === 0 && !unknown ? "ok" : "failed";
}

/** Of what can't be simulated, as nobody knows when it starts. */
export function tellUnknown({ files, decisions }: LegacyEstate, out: Output): boolean {
  const refused = files.filter((file) => file.refused);
  for (const { findings } of refused)
    for (const { place, message } of findings.slice(0, 1))
      out.error(`error: ${place.file}:${place.line}:${place.column}: ${message}`);
  for (const { parameter, question, jobs } of decisions)
    out.error(`error: ${question} ${jobs.length} jobs wait for \`${parameter}\` in --params`);
  return refused.length + decisions.length > 0;
}

const sideText = (side: Side | undefined): string =>
  side === undefined || side === "both"
    ? ""
    : side === "legacy"
      ? "only by the legacy rules"
      : "only by ours";

// `trunkline import --simulate`: fire times of each job by the legacy rules and, with --compare, by ours.

import { clockText } from "#core/schedule/clock-text.ts";
import { compareFires, type Side } from "#migrators/compare.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import {
  type DateRange,
  type LegacyFire,
  legacyFires,
  legacyGaps,
  translatedFires,
} from "#migrators/simulate.ts";
import { translate } from "#migrators/translate/translate.ts";
import type { Exit } from "./exit.ts";
import type { Output } from "./output.ts";

/** Between two looks at whether the reader keeps up. */
const linesPerLook = 8_192;

export async function simulateImport(
  estate: LegacyEstate,
  { range, compare }: { range: DateRange; compare: boolean },
  out: Output,
): Promise<Exit> {
  const { pipelines } = translate(estate);
  const drafts = new Map(pipelines.map((draft) => [draft.job, draft]));
  const sides: Record<Side, number> = { both: 0, legacy: 0, ours: 0 };
  let lines = 0;
  for (const [index, job] of estate.jobs.entries()) {
    out.progress(`${index + 1} of ${estate.jobs.length} jobs`);
    const legacy = legacyFires[estate.system](job, range, estate);
    const draft = drafts.get(job);
    const fires: Iterable<LegacyFire & { side?: Side }> = compare
      ? compareFires(legacy, draft === undefined ? [] : translatedFires(draft, range))
      : legacy;
    for (const { date, at, side } of fires) {
      if (side !== undefined) sides[side]++;
      // As Temporal writes it, in a tenth of its time.
      const instant = `${clockText(at / 1000)}Z`;
      out.json({ job: job.key, date, at: instant, side });
      if (side !== "both") out.text([instant, date, job.key, sideText(side)].join("  ").trimEnd());
      if (++lines % linesPerLook === 0) await out.drained();
    }
  }
  for (const gap of legacyGaps(estate, range)) out.note(`warning: ${gap}`);
  const unknown = tellUnknown(estate, out);
  if (!compare) return unknown ? "failed" : "ok";
  for (const { code, message, place } of estate.findings)
    if (/^(cron|control-m)-/.test(code)) out.note(`${place.file}:${place.line}: ${message}`);
  if (!compare) return "ok";
  const differ = sides.legacy + sides.ours;
  out.note(
    differ === 0
      ? `${sides.both} fire times, the same on both sides`
      : `${sides.both} fire times on both sides, ${sides.legacy} only by the legacy rules, ${sides.ours} only by ours`,
  );
  return differ === 0 && !unknown ? "ok" : "failed";
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

// `trunkline import --backtest`: the legacy rules beside logs of past runs.

import { clockText } from "#core/schedule/clock-text.ts";
import {
  type BacktestTotals,
  backtest,
  backtestRange,
  type Verdict,
} from "#migrators/backtest/backtest.ts";
import { Cover } from "#migrators/backtest/cover.ts";
import type { Grouping, LegacySystem } from "#migrators/legacy.ts";
import { RunStore } from "#migrators/runlog/store.ts";
import { holdsSecret } from "#migrators/secrets.ts";
import { legacyGaps } from "#migrators/simulate.ts";
import { translate } from "#migrators/translate/translate.ts";
import type { BacktestLine } from "#schemas/types.ts";
import { plainDate } from "./date-range.ts";
import { CommandError, type Exit } from "./exit.ts";
import { BacktestProof } from "./import-proof.ts";
import { readEstate, readGivenParams } from "./import-read.ts";
import { readRunLog } from "./import-runlog.ts";
import { tellUnknown } from "./import-simulate.ts";
import type { Output } from "./output.ts";

/** Longer logs have a date that is wrong, or are compared in parts: each job's starts of a range are held at once. */
const mostDays = 3_660;
/** Of one job more differences are counted, without their reasons. */
const mostExplained = 200;
/** Jobs that the files don't have are named up to this many, and counted. */
const mostNamed = 5;
/** Between two looks at whether the reader keeps up. */
const linesPerLook = 8_192;

interface Given {
  files: readonly string[];
  logs: readonly string[];
  params: string | undefined;
  groupBy: Grouping | undefined;
  from: string | undefined;
  to: string | undefined;
  /** Absolute path, for the gate of waves; null: nobody asks for it. */
  record: string | null;
  cwd: string;
}

export async function backtestImport(
  system: LegacySystem,
  { files, logs, params: paramsFile, groupBy, from, to, record, cwd }: Given,
  out: Output,
): Promise<Exit> {
  const asked = {
    from: from === undefined ? null : plainDate("--from", from),
    to: to === undefined ? null : plainDate("--to", to),
  };
  if (asked.from !== null && asked.to !== null && asked.to <= asked.from)
    throw new CommandError("usage", "--to is not after --from");
  const { params } = await readGivenParams(paramsFile, cwd, out);
  const store = new RunStore();
  const read = [];
  for (const log of logs)
    read.push(await readRunLog(log, store, { system, cwd, params, from, out }));
  const cover = new Cover(read);
  if (cover.plans && !read.every(({ plans }) => plans))
    throw new CommandError("usage", "a forecast goes without logs of past runs");
  if (cover.plans && record !== null)
    throw new CommandError("usage", "--record is of what ran, and a forecast is not");
  const range = backtestRange(cover, asked, system);
  if (range === null || range.to <= range.from)
    throw new CommandError("failed", `${logs.join(", ")}: no run is in there to compare with`);
  const days = (Date.parse(range.to) - Date.parse(range.from)) / 86_400_000;
  if (days > mostDays)
    throw new CommandError(
      ...([
        "usage",
        `${logs.join(", ")}: the logs go from ${range.from} to ${range.to}, further than jobs are compared`,
      ] as const),
      "name the business dates with --from and --to",
    );
  const { estate } = await readEstate(system, files, {
    ...{ cwd, params: paramsFile, out, range, groupBy },
  });
  const proof = new BacktestProof();
  const all = backtest(estate, store, cover, asked);
  let differing = 0;
  let lines = 0;
  let next = all.next();
  for (let groups = 1; !next.done; next = all.next(), groups++) {
    out.progress(`${groups} of ${estate.jobs.length} jobs`);
    if (record !== null) proof.add(next.value);
    differing += printGroup(next.value, cover.plans, out);
    lines += next.value.length;
    if (lines > linesPerLook) {
      lines = 0;
      await out.drained();
    }
  }
  if (record !== null) {
    const placed = {
      holdsPlaced: params.holds === "placed",
      bootPlaced: params.reboot === "placed",
    };
    await proof.write({ file: record, translation: translate(estate, placed) }, read, cwd);
  }
  const unread = read.reduce((sum, each) => sum + each.unread, 0);
  printTotals(next.value, cover, { differing, unread }, out);
  for (const gap of legacyGaps(estate, range)) out.note(`warning: ${gap}`);
  const isUnknown = tellUnknown(estate, out);
  const { matched, log, rules, early } = next.value.counts;
  if (matched + log + rules + early === 0) out.error("error: no job was compared");
  return isUnknown || differing > 0 || matched === 0 ? "failed" : "ok";
}

const isDifference = ({ kind }: Verdict): boolean =>
  kind === "log" || kind === "rules" || kind === "early";

/** Prints a line for each verdict, or for people the first difference of each job. @return jobs with a difference */
function printGroup(verdicts: readonly Verdict[], plans: boolean, out: Output): number {
  const seen = new Map<string, number>();
  for (const verdict of verdicts) {
    const differs = isDifference(verdict);
    const before = seen.get(verdict.job) ?? 0;
    if (differs) seen.set(verdict.job, before + 1);
    const isExplained = differs && before < (out.format === "json" ? mostExplained : 1);
    if (out.format === "json") out.json(lineOf(verdict, isExplained));
    else if (isExplained) for (const line of textOf(verdict, plans)) out.text(line);
  }
  for (const [job, count] of seen)
    if (count > 1) out.text(`    ${job}: ${count} differences in all`);
  return seen.size;
}

const instant = (at: number | null): string | null =>
  at === null ? null : `${clockText(Math.floor(at / 1000))}Z`;

function lineOf(
  { job, date, kind, at, start, place, because }: Verdict,
  isExplained: boolean,
): BacktestLine {
  const why = isExplained ? because() : null;
  return {
    ...{ job, date, verdict: kind, at: instant(at), start: instant(start) },
    place: place && `${place.file}:${place.line}`,
    because: why?.text ?? null,
    rules: why?.places.map((each) => `${each.place.file}:${each.place.line}`) ?? [],
  };
}

const words = {
  ...{ log: "only in the log", rules: "only by the rules", early: "before its earliest time" },
  ...{ matched: "matched", open: "open", collapsed: "one with another" },
};

function textOf({ job, date, kind, at, start, place, because }: Verdict, plans: boolean): string[] {
  const times = [
    ...(at === null ? [] : [`by the rules ${instant(at)}`]),
    ...(start === null ? [] : [`${plans ? "planned" : "logged"} ${instant(start)}`]),
    ...(place === null ? [] : [`${place.file}:${place.line}`]),
  ];
  const { text, places } = because();
  return [
    `${date}  ${job}  ${plans ? words[kind].replace("the log", "the forecast") : words[kind]} (${times.join(", ")})`,
    `    ${text}`,
    ...new Set(places.map(({ name, place: { file, line } }) => `    ${file}:${line}  ${name}`)),
  ];
}

function printTotals(
  totals: BacktestTotals,
  { span, dates, plans }: Cover,
  { differing, unread }: { differing: number; unread: number },
  out: Output,
): void {
  const { counts, jobs, again, begunBefore, withoutRules, untold, strangers } = totals;
  const first = dates?.first ?? instant(span.first);
  const last = dates?.last ?? instant(span.last);
  const runs = strangers.reduce((sum, each) => sum + each.runs, 0);
  const line: BacktestLine = {
    totals: {
      ...{ first, last, jobs, differingJobs: differing, ...counts, again, begunBefore },
      ...{ withoutRules, untold, strangers: { jobs: strangers.length, runs }, unread },
    },
  };
  out.json(line);
  out.text(
    `${jobs} jobs from ${first} to ${last}: ${counts.matched} matched, ${counts.log} only in the ${plans ? "forecast" : "log"}, ` +
      `${counts.rules} only by the rules, ${counts.early} too early; ${differing} jobs differ`,
  );
  const apart = [
    [counts.open, "had not run when the log ended"],
    [counts.collapsed, "were due while another start waited or ran"],
    [again, "further tries and reruns"],
    [begunBefore, "had begun before the log"],
    [withoutRules.runs, `runs of ${withoutRules.jobs} jobs without days of their own`],
    [untold.jobs, "jobs of which nobody can tell when they start"],
    [unread, "lines that could not be read"],
  ] as const;
  const told = apart.flatMap(([count, text]) => (count > 0 ? [`${count} ${text}`] : []));
  if (told.length > 0) out.text(`aside: ${told.join("; ")}`);
  for (const { name, runs: count, place, isAmbiguous } of strangers.slice(0, mostNamed)) {
    const shown = holdsSecret(name) ? "a command that holds a password" : name.slice(0, 100);
    const why = isAmbiguous ? "may be several jobs" : "is in none of the files";
    out.note(`warning: ${place.file}:${place.line}: ${shown} ${why} (${count} runs)`);
  }
  if (strangers.length > mostNamed)
    out.note(`warning: ${strangers.length} names of the logs are not compared`);
}

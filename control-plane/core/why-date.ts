// Why a pipeline has no run for a business date, by its schedules: a date that they leave out, or a revision that was not
// deployed then. What has a row is not told here.

import { type DayRule, dayBegins } from "./business-date.ts";
import type { Trigger } from "./pipeline.ts";
import { dueAround, leavesOut } from "./schedule/around.ts";
import { plannedOn } from "./schedule/planned.ts";
import type { PipelineWave } from "./waves/wave.ts";
import { type Reason, reason } from "./why-reason.ts";
import { overdueMs, scheduleText } from "./why-triggers.ts";

/** Instants are milliseconds since 1970; dates are counted as the pipeline counts them now. */
export interface DateFacts extends DayRule {
  date: string;
  now: number;
  /** Oldest first: the first of all, the last before the date, all of that time, and the newest. */
  deployed: readonly Deployed[];
  /** Due times that have a row, whatever became of them. */
  recorded: ReadonlySet<number>;
  /** Everything that was due before is settled; null: nothing is to come. */
  nextAt: number | null;
}

export interface Deployed {
  at: number;
  commit: string;
  /** Null: it removed the pipeline. */
  triggers: readonly Due[] | null;
  /** It had `after` triggers, too. */
  hasAfter: boolean;
  /** Set where its wave had others run it. */
  wave: PipelineWave | null;
}

type Due = Pick<Trigger, "schedule"> & DayRule;

/** More due times of a day than a schedule by the second has. */
const most = 90_000;

/** May be empty: then every due time of the date has a row, or no schedule was there. */
export function whyOnDate(facts: DateFacts): Reason[] {
  const { date, deployed, now } = facts;
  const then = liveAt(deployed, Math.min(now, dayBegins(date, facts, 1)));
  const [first] = deployed;
  if (first === undefined) return [];
  if (then === null)
    return [
      reason("notDeployed", `was first deployed after ${date}, by commit ${short(first)}`, {
        since: iso(first.at),
      }),
    ];
  const gone =
    then.triggers === null
      ? [
          reason("removed", `was removed by commit ${short(then)}`, {
            since: iso(then.at),
          }),
        ]
      : [];
  const schedules = schedulesOf(facts).flatMap((due) => whyOfSchedule(due, facts));
  return [...gone, ...schedules, ...whyNoAfter(then, deployed)];
}

/** What `after` waits for is told by itself, as it is deployed now. */
function whyNoAfter(then: Deployed, deployed: readonly Deployed[]): Reason[] {
  if (then.triggers === null || then.hasAfter || !deployed.at(-1)?.hasAfter) return [];
  return [
    reason("notDeployed", `what was deployed then had no \`after\` (commit ${short(then)})`, {
      since: iso(then.at),
    }),
  ];
}

/** Those of every revision that was deployed that day, and of what is deployed now; each once. */
function schedulesOf(facts: DateFacts): Due[] {
  const { deployed, date } = facts;
  const start = dayBegins(date, facts);
  const end = dayBegins(date, facts, 1);
  const near = deployed.filter(
    ({ at }, index) => at < end && (deployed[index + 1]?.at ?? Number.POSITIVE_INFINITY) > start,
  );
  const known = new Map<string, Due>();
  for (const { triggers } of [...near, ...deployed.slice(-1)])
    for (const due of triggers ?? []) known.set(keyOf(due), due);
  return [...known.values()];
}

function whyOfSchedule(due: Due, facts: DateFacts): Reason[] {
  const { date } = facts;
  const planned = plannedOn(due, date, Number.NEGATIVE_INFINITY, most);
  const text = scheduleText(due.schedule, due.timezone);
  if (planned.length === 0) return [notDue(due, text, date)];
  const groups = new Map<string, { deployed: Deployed | null; verdict: Verdict; at: number[] }>();
  for (const at of planned) {
    if (facts.recorded.has(at)) continue;
    const live = liveAt(facts.deployed, at);
    // It was to come, until a newer revision had it no more.
    if (at > facts.now && !has(live, due)) continue;
    const verdict = verdictOf(due, live, at, facts);
    const key = `${verdict} ${live?.at}`;
    groups.getOrInsertComputed(key, () => ({ deployed: live, verdict, at: [] })).at.push(at);
  }
  return [...groups.values()].map(({ deployed, verdict, at }) => {
    const times = timesText(at, due.timezone);
    return texts[verdict](text, times, deployed ?? facts.deployed[0], at);
  });
}

type Verdict = "planned" | "overdue" | "early" | "removed" | "other" | "staged" | "forgotten";

function verdictOf(due: Due, live: Deployed | null, at: number, facts: DateFacts): Verdict {
  if (live?.wave && has(live, due)) return "staged";
  if (at > facts.now) return "planned";
  if (live === null) return "early";
  if (live.triggers === null) return "removed";
  if (!has(live, due)) return "other";
  if (facts.nextAt === null || facts.nextAt > at) return "forgotten";
  return facts.now - at > overdueMs ? "overdue" : "planned";
}

const texts: Record<
  Verdict,
  (text: string, times: string, deployed: Deployed | undefined, at: readonly number[]) => Reason
> = {
  planned: (text, times, _, [at]) =>
    reason("due", `${text} is due at ${times}`, { until: iso(at) }),
  overdue: (text, times, _, [at]) =>
    reason("overdue", `${text} was due at ${times}, and no server has taken it up`, {
      since: iso(at),
    }),
  early: (text, times, first) =>
    reason(
      "notDeployed",
      `${text} was due at ${times}, before commit ${short(first)} deployed the pipeline first`,
      { since: iso(first?.at) },
    ),
  removed: (text, times, deployed) =>
    reason(
      "notDeployed",
      `${text} was due at ${times}, when commit ${short(deployed)} had removed the pipeline`,
      { since: iso(deployed?.at) },
    ),
  other: (text, times, deployed) =>
    reason(
      "notDeployed",
      `${text} was due at ${times}, but what was deployed then had no such trigger (commit ${short(deployed)})`,
      { since: iso(deployed?.at) },
    ),
  staged: (text, times, deployed) =>
    reason("stage", `${text} gives no run at ${times}: ${stageText(deployed)}`, {
      since: iso(deployed?.at),
    }),
  forgotten: (text, times) =>
    reason("notKept", `${text} was due at ${times}; what became of it is not kept any more`),
};

const stageText = (deployed: Deployed | undefined): string =>
  `its wave "${deployed?.wave?.name}" is at the stage ${deployed?.wave?.stage} since commit ${short(deployed)}`;

function notDue(due: Due, text: string, date: string): Reason {
  const { before, after } = dueAround(due, date);
  const rule = leavesOut(due, date) ?? "none of its times falls on it";
  const nearest = [
    ...(before === null ? [] : [`before it ${localText(before, due.timezone)}`]),
    ...(after === null ? [] : [`after it ${localText(after, due.timezone)}`]),
  ];
  return reason("notDue", `${text} is not due on ${date}: ${[rule, ...nearest].join("; ")}`);
}

/** What had been deployed before an instant; null before the first. Due times count from the deployment on, without its own. */
const liveAt = (deployed: readonly Deployed[], at: number): Deployed | null =>
  deployed.findLast((one) => one.at < at) ?? null;

const has = (deployed: Deployed | null, due: Due): boolean =>
  deployed?.triggers?.some((one) => keyOf(one) === keyOf(due)) ?? false;

const keyOf = ({ schedule, timezone, newDay }: Due): string =>
  JSON.stringify([schedule, timezone, newDay]);

const short = (deployed: Deployed | undefined): string => deployed?.commit.slice(0, 12) ?? "?";

function timesText(times: readonly number[], timezone: string): string {
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  if (times.length === 1) return localText(first, timezone);
  return `${times.length} times from ${localText(first, timezone)} to ${localText(last, timezone)}`;
}

/** As the schedule's own clock shows it. */
const localText = (at: number, timezone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" })
    .replace("T", " ");

const iso = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

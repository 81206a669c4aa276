// When the scheduler starts what legacy jobs were translated to, by its own functions: a task in the runs of its pipeline.

import { businessDate, type DayRule, dayBegins } from "#core/business-date.ts";
import { dateOf, dayOf, daysFrom } from "#core/calendar/date.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { fires, keyOf } from "#core/simulation/fire.ts";
import type { Range } from "#core/simulation/range.ts";
import {
  type DueRun,
  isTimed,
  startsOfTask,
  type TaskTimes,
  timesOfTask,
} from "#core/simulation/task-starts.ts";
import { hangsOnBox } from "./legacy/member-times.ts";
import type { LegacyJob } from "./legacy.ts";
import type { DateRange, LegacyFire } from "./simulate.ts";
import type { PipelineDraft, TaskDraft } from "./translate/draft.ts";
import { readerOf } from "./translate/read-draft.ts";
import { specFiles } from "./translate/spec-text.ts";
import type { Translation } from "./translate/translate.ts";

interface Place {
  draft: PipelineDraft;
  /** Of which each starts when the one before it is over; none of a group that is its pipeline's runs. */
  tasks: readonly TaskDraft[];
}

/** Runs that are kept for others that are due alike; of schedules by the minute each is worked out anew. */
const mostKept = 20_000;
/** Some 80 MB. */
const mostKeptInAll = 1_000_000;
/** A start in a window may be days after the run's due time. */
const marginDays = 3;

/** Jobs that are due alike share what is found: an estate has few schedules. */
export class TranslatedFires {
  readonly #places = new Map<LegacyJob, Place>();
  readonly #pipelines = new Map<PipelineDraft, Pipeline | null>();
  readonly #runs = new Map<string, readonly DueRun[]>();
  #kept = 0;
  readonly #starts = new Map<string, readonly LegacyFire[]>();
  readonly #read: ReturnType<typeof readerOf>;
  readonly #range: DateRange;
  readonly #system: Translation["estate"]["system"];
  readonly #memberTimes: Translation["estate"]["memberTimes"];

  constructor({ estate, pipelines, files }: Translation, range: DateRange) {
    this.#range = range;
    this.#system = estate.system;
    this.#memberTimes = estate.memberTimes;
    this.#read = readerOf(files);
    for (const draft of pipelines) this.#place(draft);
  }

  #place(draft: PipelineDraft): void {
    const openings = Map.groupBy(
      draft.tasks.filter(({ opens }) => opens),
      ({ opens }) => opens as LegacyJob,
    );
    const add = (job: LegacyJob, task: TaskDraft | null) =>
      this.#places.set(job, {
        draft,
        tasks: [...(openings.get(job) ?? []), ...(task === null ? [] : [task])],
      });
    if (!this.#places.has(draft.job)) add(draft.job, null);
    for (const group of openings.keys()) if (group.work.kind === "group") add(group, null);
    // Of several tasks of a job the first begins when it does.
    for (const task of draft.tasks.toReversed()) add(task.job, task);
    for (const task of draft.tasks) {
      const [dated, ...more] = [...task.groups, task.job].filter(isDated);
      if (dated && more.length === 0 && !this.#places.has(dated)) add(dated, task);
    }
  }

  /**
   * In time order; none of what is refused, and of a group or a member without times of its own. Null: nothing tells it by
   * itself, as of a box in a box whose members all have times of their own.
   */
  of(job: LegacyJob): Iterable<LegacyFire> | null {
    const place = this.#places.get(job);
    if (job.refusals.length > 0 && this.#system !== "cron") return [];
    if (place === undefined) return job.work.kind === "group" ? null : [];
    const pipeline = this.#pipelines.getOrInsertComputed(
      place.draft,
      () => this.#read(specFiles(place.draft)).pipeline,
    );
    if (pipeline === null) return [];
    const times = place.tasks.flatMap(({ name }) => {
      const task = pipeline.tasks.find(({ group }) => group === name);
      return task ? timesOfTask(task) : [];
    });
    // Where its times hang on the box, they are looked at in the runs that this has, and else on every day.
    const hangs = this.#memberTimes !== undefined && hangsOnBox(job, place.draft.job);
    const isRoot = place.draft.job === job || hangs;
    if (this.#system === "control-m" && job.work.kind === "group") return [];
    if (this.#system !== "control-m" && job.schedule.start.kind === "none") return [];
    const zone = job.schedule.timezone?.value ?? pipeline.timezone;
    const key = JSON.stringify([keyOf(pipeline), pipeline.timezone, times, isRoot, zone]);
    const known = this.#starts.get(key);
    if (known) return known;
    const found =
      this.#system === "autosys"
        ? this.#byClock(pipeline, times, isRoot, zone)
        : this.#byRuns(pipeline, times);
    if (Array.isArray(found) && found.length <= mostKept) this.#keep(key, found);
    return found;
  }

  #keep(key: string, found: readonly LegacyFire[]): void {
    this.#kept += found.length;
    if (this.#kept > mostKeptInAll) {
      this.#starts.clear();
      this.#kept = found.length;
    }
    this.#starts.set(key, found);
  }

  /** Of cron and Control-M: for the business date of the run. */
  #byRuns(pipeline: Pipeline, times: readonly TaskTimes[]): Iterable<LegacyFire> {
    const { from, to } = this.#range;
    const rule = ruleOf(pipeline);
    const asked = { from: { date: from }, to: { date: to } };
    if (!times.some(isTimed)) return plain(fires(pipeline, asked));
    const found: LegacyFire[] = [];
    for (const run of this.#runsOf(pipeline, asked))
      for (const at of startsOf(times, run, rule)) found.push({ at, date: run.date });
    return found.sort((a, b) => a.at - b.at || (a.date < b.date ? -1 : 1));
  }

  /** All tasks of a pipeline ask for them. */
  #runsOf(pipeline: Pipeline, range: Range): Iterable<DueRun> {
    const key = keyOf(pipeline);
    const known = this.#runs.get(key);
    if (known) return known;
    const found: DueRun[] = [];
    for (const { at, date } of fires(pipeline, range)) found.push({ at, date });
    if (found.length <= mostKept) this.#runs.set(key, found);
    return found;
  }

  /** Of AutoSys: for the date on which it starts, since there is no other; one at a time, and a member whenever its box runs. */
  #byClock(
    pipeline: Pipeline,
    times: readonly TaskTimes[],
    isRoot: boolean,
    timezone: string,
  ): LegacyFire[] {
    const rule = ruleOf(pipeline);
    const [first, end] = [dayOf(this.#range.from) - marginDays, dayOf(this.#range.to) + marginDays];
    const runs = isRoot
      ? fires(pipeline, { from: { date: dateOf(first) }, to: { date: dateOf(end) } })
      : daysFrom(first, end).map((day) => ({
          at: dayBegins(dateOf(day), rule),
          date: dateOf(day),
        }));
    const found: LegacyFire[] = [];
    let busyUntil = Number.NEGATIVE_INFINITY;
    for (const run of runs) {
      // A run that waits for its window is there already; a box that is looked at on each day has ended when its member starts.
      if (isRoot ? run.at <= busyUntil : run.at < busyUntil) continue;
      for (const at of startsOf(times, run, rule)) {
        const date = businessDate(at, { timezone, newDay: "00:00" });
        if (date >= this.#range.from && date < this.#range.to) found.push({ at, date });
        busyUntil = at;
      }
    }
    return found;
  }
}

/** Of the last of tasks that come one after the other and take no time. */
function startsOf([first, ...more]: readonly TaskTimes[], run: DueRun, rule: DayRule): number[] {
  if (first === undefined) return [run.at];
  const starts = startsOfTask(first, run, rule);
  return more.length === 0
    ? starts
    : starts.flatMap((at) => startsOf(more, { at, date: run.date }, rule));
}

const isDated = ({ schedule: { start } }: LegacyJob): boolean => start.kind === "days";

const ruleOf = ({ timezone, newDay }: Pipeline): DayRule => ({ timezone, newDay });

function* plain(runs: Iterable<DueRun>): Generator<LegacyFire> {
  for (const { at, date } of runs) yield { at, date };
}

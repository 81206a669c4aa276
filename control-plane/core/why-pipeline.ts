// Why no run of a pipeline is due, or when one is; of a business date that is asked about, why none was.

import { type BlackoutFacts, blackoutReason } from "./blackout.ts";
import { isFinal, type RunState } from "./run.ts";
import { type Stale, staleText } from "./stale.ts";
import type { StageRefusal } from "./waves/refusal.ts";
import { verbs } from "./why.ts";
import { type DateFacts, whyOnDate } from "./why-date.ts";
import { type HoldFacts, holdReason } from "./why-holds.ts";
import { type Reason, reason } from "./why-reason.ts";
import { type TriggerFacts, triggerReasons } from "./why-triggers.ts";

export interface PipelineFacts {
  /** Set when the name is not deployed any more. */
  removed: { commit: string; at: string } | null;
  triggers: TriggerFacts;
  /** Runs for the business date that is asked about, or for today, the newest first. */
  ofDate: { date: string; runs: readonly RunOfDate[] };
  /** Of a date that was asked about: what its schedules say of it instead of what is due next. */
  onDate: DateFacts | null;
  now: string;
  /** Why scheduling holds, or null. */
  clockHold: string | null;
  /** Of its project. */
  sync: { state: string; reason: string | null };
  stale: Stale | null;
  /** Its unfinished runs. */
  active: readonly { id: string; state: RunState; since: string }[];
  /** Why none of its runs is made; null: they are. */
  staged: StageRefusal | null;
  /** Its pause; null: it has none. */
  pause: HoldFacts | null;
  /** Those that are and that are to come. */
  blackouts: readonly BlackoutFacts[];
}

interface RunOfDate {
  id: string;
  state: RunState;
  reason: string | null;
  since: string | null;
}

/** Never empty, but for a date all of whose due times became runs that have not ended. */
export function whyPipeline(facts: PipelineFacts): Reason[] {
  const { clockHold, sync, onDate } = facts;
  if (facts.removed !== null) return whyRemoved(facts, facts.removed);
  const reasons = facts.active.map((run) =>
    reason("running", `run ${run.id} is ${run.state}`, { since: run.since }),
  );
  const now = Date.parse(facts.now);
  reasons.unshift(...facts.blackouts.map((blackout) => blackoutReason(blackout, now)));
  if (facts.pause !== null) reasons.unshift(holdReason(facts.pause, null));
  if (clockHold !== null) reasons.push(reason("clock", clockHold));
  reasons.push(...doneReasons(facts), ...(facts.triggers.calendar ?? []));
  const { triggers, staged } = facts;
  if (staged !== null) reasons.unshift(reason("stage", staged.message, { change: staged.hint }));
  const isScheduled = onDate !== null && onDate.deployed.length > 0;
  if (isScheduled) reasons.push(...whyOnDate(onDate));
  if (staged === null && (!isScheduled || triggers.schedules.length === 0))
    reasons.push(...triggerReasons(triggers, facts.now));
  else if (staged === null && triggers.after.length + triggers.messages.length > 0)
    reasons.push(...triggerReasons({ ...triggers, schedules: [] }, facts.now));
  if (facts.stale !== null)
    reasons.push(reason("broken", staleText(facts.stale), { since: facts.stale.since }));
  if (sync.state === "Held" || sync.state === "Unknown")
    reasons.push(
      reason("held", `its project is ${sync.state}: ${sync.reason ?? "no sync has ended yet"}`),
    );
  return reasons;
}

/** Of a date before its end, what became of that. */
function whyRemoved(facts: PipelineFacts, { commit, at }: { commit: string; at: string }) {
  const { onDate } = facts;
  const removed = reason("removed", `was removed by commit ${commit.slice(0, 12)}`, { since: at });
  if (onDate === null) return [removed];
  const found = whyOnDate(onDate);
  return [
    ...(found.some(({ kind }) => kind === "removed") ? [] : [removed]),
    ...doneReasons(facts),
    ...found,
  ];
}

/** More are a number. */
const mostNamed = 5;

/** Runs that are over: what became of the date. Due times that were skipped for one reason are told together. */
function doneReasons({ ofDate: { date, runs } }: PipelineFacts): Reason[] {
  const done = runs.filter(({ state }) => isFinal(state));
  const groups = Map.groupBy(done, ({ id, state, reason: because }) =>
    state === "skipped" ? `${because}` : `run ${id}`,
  );
  const told = [...groups.values()].slice(0, mostNamed);
  const left = [...groups.values()].slice(mostNamed).flat().length;
  return [
    ...told.map((group) => doneReason(date, group)),
    ...(left === 0
      ? []
      : [reason("finished", `for ${date}: ${left} more, see \`trunkline runs\``)]),
  ];
}

function doneReason(date: string, group: readonly RunOfDate[]): Reason {
  const [{ id, state, reason: because, since }] = group as [RunOfDate];
  const ids = group.map((run) => run.id).toReversed();
  const shown = ids.slice(0, mostNamed).join(", ");
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : "";
  const what =
    group.length === 1 ? `run ${id} ${verbs[state]}` : `runs ${shown}${more} were skipped`;
  return reason("finished", `for ${date}: ${what}${because === null ? "" : `: ${because}`}`, {
    since,
  });
}

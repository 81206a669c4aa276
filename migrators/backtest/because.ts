// Why the rules and the log differ on one date: what the rules say of it, and what the log says of the job.

import { explainDay } from "../explain.ts";
import { decisive, type Source } from "../explanation.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { LoggedHold } from "../runlog/log.ts";
import type { LoggedJob, RunStore } from "../runlog/store.ts";
import type { Pair } from "./pair-dated.ts";

export interface Because {
  text: string;
  /** Where the rules that decide are written. */
  places: readonly Source[];
}

const heldWords = { held: "on hold", iced: "on ice", noExecute: "not to be executed" } as const;

export function becauseOf(
  job: LegacyJob,
  pair: Pair,
  estate: LegacyEstate,
  logged: LoggedJob | null,
  store: RunStore,
): Because {
  const explanation = explainDay[estate.system](job, pair.date, estate);
  const why = decisive(explanation);
  const rules = why.map(({ text }) => text).join("; ");
  const places = why.flatMap(({ from }) => from);
  const how = logged && pair.run !== null ? store.how(logged, pair.run) : null;
  const forced = how === "forced" ? "; the log says that it was forced" : "";
  if (pair.counts) {
    const { logged: ran, most } = pair.counts;
    return {
      text: `it ran ${ran} times for the date, and the rules allow ${most}: ${rules}`,
      places,
    };
  }
  if (pair.kind === "log")
    return {
      text: explanation.ordered
        ? `the rules have it on this date, and that start is another run's or not due yet${forced}`
        : `the rules don't have it on this date: ${rules}${forced}`,
      places,
    };
  if (pair.kind === "early")
    return { text: `it started before its earliest time: ${rules}`, places };
  // An order of Control-M that is held is ordered all the same.
  const isHeld = estate.system !== "control-m";
  const held = isHeld ? heldText(job, pair, logged?.holds ?? []) : null;
  const aside = explanation.reasons.filter(({ holds }) => holds === null);
  const waits = aside.map(({ text }) => `; ${text}`).join("");
  return {
    text: `the rules have it on this date: ${rules}${held === null ? waits : `; ${held}`}`,
    places: [...places, ...aside.flatMap(({ from }) => from)],
  };
}

/** What held a job back at the moment of a start: by the log, else by the report of states that was imported. */
function heldText(
  { state }: LegacyJob,
  { at }: Pair,
  holds: readonly (LoggedHold & { file: string })[],
): string | null {
  const last = holds.findLast((hold) => hold.at === null || (at !== null && hold.at <= at));
  if (last && last.state !== "active")
    return `the log has it ${heldWords[last.state]} (${last.file}:${last.line})`;
  if (last) return null;
  const known = state && Object.hasOwn(heldWords, state.value) ? state.value : null;
  return known === null
    ? null
    : `it was ${heldWords[known as keyof typeof heldWords]} when the files were written`;
}

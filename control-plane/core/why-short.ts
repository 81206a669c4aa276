// What a run waits for in a clause, for lists: the first two of the reasons that `why` tells all of.

import { type RunFacts, whyRun } from "./why.ts";
import type { Reason, ReasonKind } from "./why-reason.ts";

const mostShown = 2;
/** What waits for another task of the run waits for what that one waits for. */
const isBeside: ReadonlySet<ReasonKind> = new Set(["needs", "running", "finished"]);
/** Kinds that hold nothing back unless they say so. */
const isAsked: ReadonlySet<ReasonKind> = new Set(["gate", "hold"]);

/** `load: event RATES for 2026-11-20: not there and 3 more`; null for a run that has ended or waits for nothing. */
export function waitsFor(run: RunFacts): string | null {
  if (run.finishedAt !== null) return null;
  const reasons = whyRun(run).filter(({ provisional }) => !provisional);
  const own = reasons.filter(({ kind }) => !isBeside.has(kind));
  const shut = own.filter(({ kind, holds }) => !isAsked.has(kind) || holds === false);
  const under = reasons.filter(({ kind }) => kind === "running");
  const shown = [shut, under].find((list) => list.length > 0) ?? [];
  if (shown.length === 0) return null;
  const more = shown.length > mostShown ? ` and ${shown.length - mostShown} more` : "";
  return shown.slice(0, mostShown).map(clause).join("; ") + more;
}

const clause = ({ task, message }: Reason): string =>
  task === null ? message : `${task}: ${message}`;

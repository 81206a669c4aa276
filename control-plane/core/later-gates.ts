// The gates of a task that is still behind what it needs, judged as of now for whoever asks: nobody has judged them yet,
// and they are judged again when its needs have ended.

import { approvalText } from "./approval.ts";
import { factsOf } from "./conditions/condition.ts";
import type { Answers } from "./conditions/evaluate.ts";
import { sinceOf } from "./conditions/since.ts";
import type { Waiter } from "./conditions/waiter.ts";
import { type DueIteration, type GateVerdict, isLeftOut, judgeGates } from "./gates.ts";
import { windowAt } from "./late-window.ts";
import type { Gates } from "./pipeline.ts";
import { type AwaitedPool, awaitedGate } from "./pools/awaited.ts";
import { takeText } from "./pools/takes.ts";
import type { GateFacts } from "./why.ts";

/** Instants are ISO texts; since when is null where the rows don't tell. */
export type LaterGate = Omit<GateFacts, "since"> & { since: string | null };

/** What a task would be judged by, had its needs ended now. */
export interface Ahead {
  run: string;
  task: string;
  gates: Gates;
  answers: Answers;
  waiter: Waiter;
  iteration: DueIteration | null;
  /** How it stands with each pool that it takes something of, by name. */
  pools: ReadonlyMap<string, Omit<AwaitedPool, "since">>;
}

/** In the order in which they are judged. */
export function laterGates(ahead: Ahead): LaterGate[] {
  const { gates, answers, waiter, iteration, pools } = ahead;
  const judged = judgeGates({ ...gates, takes: [] }, answers, waiter, undefined, iteration);
  // Nothing else will be asked for.
  if (isLeftOut(gates, waiter))
    return judged.gates.map((gate) => ({ ...storedOf(gate), since: null }));
  const sinces = sincesOf(ahead);
  return [
    ...judged.gates.map((gate) => ({
      ...storedOf(gate),
      since: isoOf(gate.kind === "awaits" ? (sinces.facts.shift() ?? null) : sinces[gate.kind]),
    })),
    ...(gates.takes ?? []).map((take) => {
      const pool = pools.get(take.pool);
      return pool ? poolGate(pool) : unknownPool(takeText(take));
    }),
    ...(gates.approval ? [approvalGate(ahead, approvalText(gates.approval, null))] : []),
  ];
}

/** Of a window: since when it is open, or over. What it was before nobody noted. */
function sincesOf({ gates, answers, waiter, iteration }: Ahead) {
  const facts = gates.awaits === null ? [] : factsOf(gates.awaits);
  const { from, to } = windowAt(gates, waiter.date, waiter, waiter.now);
  const past = (at: number | undefined) => (at !== undefined && at <= waiter.now ? at : null);
  return {
    facts: facts.map((fact) => sinceOf(fact, answers, waiter)),
    notBefore: past(from?.at),
    notAfter: past(to?.at),
    iteration: past(iteration?.dueAt),
    onlyOn: null,
    takes: null,
    approval: null,
    ownership: null,
  };
}

const storedOf = ({ text, holds, found, change, until }: GateVerdict) => ({
  ...{ text, holds, found, change },
  until: isoOf(until),
});

function poolGate(pool: Omit<AwaitedPool, "since">): LaterGate {
  const gate = awaitedGate({ ...pool, since: "" });
  return { ...gate, found: gate.holds && !pool.has ? "free" : gate.found, since: null };
}

const unknownPool = (text: string): LaterGate => ({
  text,
  holds: false,
  found: "there is no such pool",
  change: "declare it in pools.yaml",
  since: null,
  until: null,
});

const approvalGate = ({ run, task }: Ahead, text: string): LaterGate => ({
  text,
  holds: false,
  found: "nobody is asked yet",
  change: `\`trunkline approve ${run} ${task}\` once somebody is asked`,
  since: null,
  until: null,
});

const isoOf = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

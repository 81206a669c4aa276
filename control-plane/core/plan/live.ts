// The part of a plan that only a server knows: what is deployed there, runs in flight, holds, and projects that await this one.

import type { Plan } from "../plan.ts";

/** As the API answers. Instants are ISO 8601 texts. */
export interface LivePart {
  /** Null: nothing is deployed yet. */
  deployed: { commit: string; at: string } | null;
  /** The plan that waits for a person there; null: none. */
  held: { plan: string; reason: string } | null;
  /** Pipelines of the plan that have runs under way, which keep the revision that they began with. */
  running: { pipeline: string; runs: number; oldest: string }[];
  /** Pipelines of the plan that are paused or held. */
  holds: { pipeline: string; reason: string | null; by: string }[];
  /** Pipelines of other projects that ask about pipelines of the plan. */
  awaitedBy: { pipeline: string; project: string; by: string }[];
}

/** Only what is about the plan's pipelines. */
export function liveOf(live: LivePart, { changes }: Pick<Plan, "changes">): LivePart {
  const names = new Set(changes.map(({ pipeline }) => pipeline));
  const own = <T extends { pipeline: string }>(all: readonly T[]) =>
    all.filter(({ pipeline }) => names.has(pipeline));
  const { running, holds, awaitedBy } = live;
  return { ...live, running: own(running), holds: own(holds), awaitedBy: own(awaitedBy) };
}

/** Of one kind so many are told. */
const most = 25;

const capped = (lines: readonly string[]): string[] =>
  lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most), `and ${lines.length - most} more: see --output json`];

/** For people; what there is nothing to say of is left out. */
export function liveLines({ deployed, held, running, holds, awaitedBy }: LivePart): string[] {
  return [
    deployed === null
      ? "nothing is deployed there yet"
      : `deployed there is ${deployed.commit.slice(0, 12)}, since ${deployed.at}`,
    ...(held === null ? [] : [`plan ${held.plan.slice(0, 12)} is held there: ${held.reason}`]),
    ...capped(
      running.map(
        ({ pipeline, runs, oldest }) =>
          `${pipeline}: ${runs} ${runs === 1 ? "run keeps" : "runs keep"} the old revision, the oldest since ${oldest}`,
      ),
    ),
    ...capped(
      holds.map(
        ({ pipeline, reason, by }) =>
          `${pipeline} is held by ${by}${reason === null ? "" : `: ${reason}`}`,
      ),
    ),
    ...capped(
      awaitedBy.map(({ pipeline, project, by }) => `${pipeline} is awaited by ${project}/${by}`),
    ),
  ];
}

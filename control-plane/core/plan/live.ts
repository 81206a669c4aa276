// The part of a plan that only a server knows: what is deployed there, runs in flight, holds, and projects that await this one.

/** As the API answers. Instants are ISO 8601 texts. */
export interface LivePart {
  /** Null: nothing is deployed yet. */
  deployed: { commit: string; at: string } | null;
  /** Pipelines of the plan that have runs under way, which keep the revision that they began with. */
  running: { pipeline: string; runs: number; oldest: string }[];
  /** Pipelines of the plan that are paused or held. */
  holds: { pipeline: string; reason: string | null; by: string }[];
  /** Pipelines of other projects that ask about pipelines of the plan. */
  awaitedBy: { pipeline: string; project: string; by: string }[];
}

/** For people; what there is nothing to say of is left out. */
export function liveLines({ deployed, running, holds, awaitedBy }: LivePart): string[] {
  return [
    deployed === null
      ? "nothing is deployed there yet"
      : `deployed there is ${deployed.commit.slice(0, 12)}, since ${deployed.at}`,
    ...running.map(
      ({ pipeline, runs, oldest }) =>
        `${pipeline}: ${runs} ${runs === 1 ? "run keeps" : "runs keep"} the old revision, the oldest since ${oldest}`,
    ),
    ...holds.map(
      ({ pipeline, reason, by }) =>
        `${pipeline} is held by ${by}${reason === null ? "" : `: ${reason}`}`,
    ),
    ...awaitedBy.map(({ pipeline, project, by }) => `${pipeline} is awaited by ${project}/${by}`),
  ];
}

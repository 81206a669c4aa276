// What waits for the end of a job of the other scheduler by its event, `ended:JOB`, when that job comes here: nobody raises
// it any more.

import type { Pipeline } from "#core/pipeline.ts";
import { makesRuns } from "#core/waves/wave.ts";
import { legacyNames } from "#migrators/observe/expected-starts.ts";
import { factsAsked } from "#migrators/observe/facts-asked.ts";
import { endedJob } from "./bridges.ts";

/** A change that a pipeline needs with the hand-over of a wave, as a sentence. @param pipelines All of the project, in order. */
export function lostEnds(wave: string, pipelines: readonly Pipeline[]): string[] {
  const moved = new Map(
    pipelines
      .filter((one) => one.wave?.name === wave)
      .flatMap((one) =>
        legacyNames(one).map(({ job, task }) => [
          job,
          task === "" ? `{pipeline: ${one.name}}` : `{pipeline: ${one.name}, task: ${task}}`,
        ]),
      ),
  );
  return pipelines
    .filter((one) => makesRuns(one) || one.wave?.name === wave)
    .flatMap((one) =>
      factsAsked(one).flatMap((fact) => {
        if (fact.kind !== "event" || fact.project !== null) return [];
        const job = endedJob({ kind: "event", name: fact.name });
        const now = job === null ? undefined : moved.get(job);
        return now === undefined
          ? []
          : [`${one.name} awaits ${fact.name}, which nobody raises once it is here: await ${now}`];
      }),
    );
}

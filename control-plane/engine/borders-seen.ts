// What crosses the border of a wave, of what is deployed, and whether the bridge over it was seen.

import { bordersOf } from "#core/cutover/borders.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { bridgeOver } from "#migrators/cutover/bridges.ts";
import type { Db } from "#store/connect.ts";
import { projectPipelines, variableNames } from "#store/legacy-holds.sql.ts";
import { createDefinitions } from "./definitions.ts";

export interface SeenBorder {
  text: string;
  seen: boolean;
}

/** Of more pipelines nobody looks: reading them all takes longer than a page may. */
const mostPipelines = 3_000;

/**
 * A bridge of an event is seen once somebody has raised it from outside, or the other scheduler's run was told; one to the other
 * scheduler where a task of ours is it.
 * @param classes Those whose pipelines may be seen; null: all. What crosses to others is told without their names.
 * @returns null: there are too many pipelines.
 */
export async function bordersSeen(
  db: Db,
  { project, wave, classes }: { project: number; wave: string; classes: readonly number[] | null },
  raised: ReadonlySet<string>,
): Promise<SeenBorder[] | null> {
  const rows = await projectPipelines(db, { project, limit: mostPipelines + 1 });
  if (rows.length > mostPipelines) return null;
  const { pipeline: read } = createDefinitions(db);
  const pipelines: Pipeline[] = await Promise.all(rows.map(({ revision }) => read(revision)));
  const estate = new Map(pipelines.map((one) => [one.name, one]));
  const seen = new Set(
    rows
      .filter(
        ({ class_id }) => classes === null || (class_id !== null && classes.includes(class_id)),
      )
      .map(({ name }) => name),
  );
  const variables = new Set((await variableNames(db, { project })).map(({ name }) => name));
  return bordersOf(wave, pipelines).map((border) => {
    const { direction, pipeline, awaits, by } = border;
    const bridge = bridgeOver(border, estate);
    const isTold =
      direction === "in" &&
      ((awaits.kind === "event" && raised.has(awaits.name)) ||
        (awaits.kind === "variable" && variables.has(awaits.name)));
    return {
      text: [pipeline, ...by].every((name) => seen.has(name))
        ? `${pipeline} waits for the ${awaits.kind} ${awaits.name} across the border: ${bridge.text}`
        : "something waits across the border to or from a pipeline that you may not see",
      seen: bridge.isBuilt || isTold,
    };
  });
}

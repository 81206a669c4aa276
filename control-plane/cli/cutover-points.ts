// What a server knows of a wave that is to be handed over, point by point.

import type { ApiClient } from "#api/client.ts";
import { type CheckedWave, type CheckPoint, checkCutover } from "#core/cutover/check.ts";
import { everyItem } from "./pages.ts";

/** @param bordersAt What crosses the border, as of the database's clock, with the events that were raised from outside; null: as the server has it of what is deployed. */
export async function cutoverPoints(
  api: ApiClient,
  project: string,
  wave: string,
  bordersAt: (
    now: number,
    raised: ReadonlySet<string>,
  ) => Promise<CheckedWave["borders"]> = async () => null,
): Promise<{ points: CheckPoint[]; jobs: number }> {
  const state = await api.cutover(project, wave);
  const gate: { job: string; missing: string[] }[] = [];
  const read = (page: object) => api.parity(project, { wave, ...page });
  for await (const { pipeline, task, gate: of } of everyItem(read, Number.POSITIVE_INFINITY))
    gate.push({ job: [pipeline, task].filter(Boolean).join("/"), missing: of.missing });
  const points = checkCutover({
    ...{ ...state, gate, now: Date.parse(state.now) },
    jobs: state.jobs.map(({ readAt, ...job }) => ({
      ...job,
      readAt: readAt === null ? null : Date.parse(readAt),
    })),
    borders:
      (await bordersAt(Date.parse(state.now), new Set(state.raised))) ?? state.borders ?? null,
  });
  return { points, jobs: gate.length };
}

// The whole estate as a graph: which pipelines there are and who waits for whom.

import type { FastifyInstance } from "fastify";
import type { RunState } from "#core/run.ts";
import { mapConditions, mapPipelines } from "#store/map.sql.ts";
import { mapView } from "./map-shapes.ts";
import { describe, iso, isoOrNull } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { EstateMapView } from "./types.ts";

export const mapRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/map",
      {
        schema: describe({
          id: "getMap",
          action: "read",
          tag: "pipelines",
          summary: "All deployed pipelines and who waits for whom",
          answers: { 200: { description: "As it is now.", schema: mapView } },
        }),
      },
      async ({ sight: { classes } }): Promise<EstateMapView> => {
        const rows = await mapPipelines(pool, { classes });
        const conditions = await mapConditions(pool, { classes });
        const places = new Map(rows.map(({ id }, at) => [id, at]));
        return {
          pipelines: rows.map(({ project, name, tags, state, ...row }) => ({
            ...{ project, name, tags: tags as Record<string, string[]> },
            state: state as RunState | null,
            deadline:
              row.deadline_at === null
                ? null
                : {
                    at: iso(row.deadline_at),
                    state: row.deadline_state as "on-track" | "at-risk" | "late",
                    expectedAt: isoOrNull(row.expected_at),
                  },
          })),
          conditions: conditions.flatMap(({ awaited, by }) => {
            const [from, to] = [places.get(awaited), places.get(by)];
            return from === undefined || to === undefined || from === to ? [] : [[from, to]];
          }),
        };
      },
    );
  };

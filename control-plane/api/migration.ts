// A migration as a whole, as far as the deployed revision has it on record: the import's report, and what was simulated of a wave.

import type { FastifyInstance } from "fastify";
import { evidenceFrom, type MigrationEvidence } from "#core/parity/evidence.ts";
import { simulatedDays } from "#core/parity/simulated-days.ts";
import { LEGACY_CODES } from "#migrators/finding-codes.ts";
import { cutoverPipelines } from "#store/legacy-holds.sql.ts";
import { projectEvidence } from "#store/parity.sql.ts";
import { migrationView } from "./migration-shapes.ts";
import { projectId } from "./project-id.ts";
import { describe, object, optional, plainText, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const query = object(
  { wave: optional(plainText("The wave of which the simulation is shown.")) },
  "Of what.",
);

type View = Infer<typeof migrationView>;

export const migrationRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string }; Querystring: Infer<typeof query> }>(
      "/projects/:project/migration",
      {
        schema: describe({
          ...{ id: "getMigration", action: "readProject", tag: "projects" },
          ...{ params: projectParams, query },
          summary: "What an import came to, and what was simulated of a wave",
          answers: { 200: { description: "As it is deployed.", schema: migrationView } },
        }),
      },
      async ({ params, query: { wave }, sight: { classes } }): Promise<View> => {
        const project = await projectId(pool, params.project);
        const row = await projectEvidence(pool, { project });
        const { report, simulation } = evidenceFrom(row?.evidence ?? null);
        const seen =
          wave === undefined ? [] : await cutoverPipelines(pool, { project, wave, classes });
        const names = new Set(seen.map(({ name }) => name));
        return {
          report: report === null ? null : reportView(report, classes === null),
          simulated: simulation === null ? null : simulatedView(simulation, names),
        };
      },
    );
  };

/** Jobs by name only for who may read all that they became. */
const reportView = (report: NonNullable<MigrationEvidence["report"]>, all: boolean) => ({
  ...report,
  codes: report.codes.map((one) => ({ ...one, examples: all ? one.examples : [] })),
  risks: report.risks.map((one) => ({ ...one, examples: all ? one.examples : [] })),
});

function simulatedView(
  record: NonNullable<MigrationEvidence["simulation"]>,
  names: ReadonlySet<string>,
): View["simulated"] {
  const found = simulatedDays(record, names);
  if (found === null) return null;
  return {
    ...found,
    days: found.days.map(({ first: { date: _, code = null, ...first }, ...day }) => ({
      ...day,
      first: { ...first, code, rule: code === null ? null : ruleOf(code) },
    })),
  };
}

/** Codes come from a file: none is taken for what every object has. */
const ruleOf = (code: string): string | null =>
  Object.hasOwn(LEGACY_CODES, code) ? (LEGACY_CODES[code]?.title ?? null) : null;

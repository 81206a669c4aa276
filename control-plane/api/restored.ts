// The release of a database that was restored from a backup.

import type { FastifyInstance } from "fastify";
import { release } from "#engine/copy.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { invalid, Problem } from "./problem.ts";
import { describe, object, optional, plainText } from "./route.ts";
import { type Infer, integer, oneOf } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const body = object(
  {
    reason: plainText("Why it may work now.", 1000),
    unfinished: optional(
      oneOf(
        ["hold", "continue"],
        "What was under way when it was copied: `hold` (default) lets nothing of it start by itself, and what ran has failed with an unknown outcome; `continue` goes on, for a copy whose original was stopped before.",
      ),
    ),
    dueFrom: optional(
      plainText(
        "What was due before (RFC 3339) is passed over, with a row that says so; what came after goes by `missed`. Now when left out, with `continue` the copy's own time.",
      ),
    ),
  },
  "How to go on.",
);

export const restoredRoutes =
  // All of the database's own work begins with it: it is the engine's.
    ({ engine: pool, scheduler }: ApiContext) =>
    async (app: FastifyInstance): Promise<void> => {
      const { pipeline } = createDefinitions(pool);
      app.post<{ Body: Infer<typeof body> }>(
        "/restored/release",
        {
          schema: describe({
            id: "releaseRestored",
            action: "manageServer",
            tag: "server",
            summary: "Let a restored copy of a database work",
            body,
            answers: {
              200: {
                description: "It works.",
                schema: object(
                  {
                    held: integer("Runs that are held now."),
                    failed: integer("Tasks that ran, and have failed with an unknown outcome."),
                    passedOver: integer("Due times that were passed over."),
                  },
                  "What became of what was under way.",
                ),
              },
            },
          }),
        },
        async ({ actor, body: { reason, unfinished = "hold", dueFrom } }) => {
          const from = dueFrom === undefined ? null : instantOf(dueFrom);
          const released = await release(
            pool,
            { reason, actor, unfinished, dueFrom: from },
            pipeline,
          );
          if (released === null)
            throw new Problem("conflict", "the database is no restored copy that waits", {
              hint: "`trunkline status` says whether it is.",
            });
          scheduler.wake();
          return released;
        },
      );
    };

function instantOf(text: string): Date {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    throw invalid([{ at: "dueFrom", message: `"${text}" is not an instant` }]);
  }
}

// Webhooks of forges: a delivery that proves its secret makes the server look at once. Nothing in it is believed, so
// nothing is lost by one that is missing, late, doubled or in another order. The one path that takes no token.

import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { type DeliveryKind, isGenuine, readDelivery } from "#git/forges/delivery.ts";
import { forgetDeliveries, hearDelivery } from "#store/forges.sql.ts";
import { Problem } from "./problem.ts";
import { describe, object } from "./route.ts";
import { oneOf, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

/** Who may hint at a project. */
export interface WebhookTarget {
  project: string;
  kind: DeliveryKind;
  secret: string;
  /** Full name on the forge, in lower case; null where only the address of the delivery tells. */
  repository: string | null;
}

export interface WebhooksIn {
  /** Of the projects that there are now. */
  targets(): readonly WebhookTarget[];
  /** Looks at the project soon; many hints are one look. */
  hint(project: string): void;
  /** Makes the check of a commit again, for all that a forge asks. */
  rerun(project: string, commit: string): void;
}

/** A push of very many commits is larger, and found by polling. */
const bodyLimit = 2 * 1024 * 1024;
/** Forges deliver again for three days at most. */
const keepMs = 7 * 86_400_000;

const heard = object(
  { heard: oneOf(["now", "before"], "Whether it was delivered already.") },
  "What became of the delivery.",
);

export const webhookInRoutes =
  ({ pool, webhooks }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    // The bytes as they came are what is signed; forges send JSON or forms, and say so in their own ways.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_, body, done) =>
      done(null, body),
    );
    app.post<{ Params: { target: string }; Body: Buffer }>(
      "/webhooks/:target",
      {
        schema: describe({
          id: "hearWebhook",
          action: null,
          tag: "projects",
          summary: "A forge says that something may have changed",
          open: true,
          params: object(
            { target: text("A project's name, or `github`, `gitlab`, `gitea`, `generic`.") },
            "In the path.",
          ),
          answers: { 202: { description: "Heard; it is looked at soon.", schema: heard } },
        }),
      },
      async ({ params: { target }, headers, body }, reply) => {
        const bytes = body ?? Buffer.alloc(0);
        const genuine = webhooks
          .targets()
          .filter(
            ({ project, kind, secret }) =>
              (project === target || kind === target) && isGenuine(kind, secret, headers, bytes),
          );
        const [first] = genuine;
        // The same answer for a name that isn't there: whoever guesses learns nothing.
        if (first === undefined)
          throw new Problem("unauthorized", "the delivery is not signed with a secret of ours", {
            hint: "Give the forge's webhook the same secret as the server, and the project's name at the end of its address.",
          });
        const delivery = readDelivery(first.kind, headers, bytes);
        reply.status(202);
        if (!(await isNew(target, first.kind, delivery.id, bytes))) return { heard: "before" };
        for (const { project, repository } of genuine) {
          // An address with a project's name means it, whatever the forge calls the repository.
          const isMeant =
            project === target || [null, repository].includes(delivery.repository) || !repository;
          if (!isMeant) continue;
          if (delivery.rerun) webhooks.rerun(project, delivery.rerun.commit);
          webhooks.hint(project);
        }
        return { heard: "now" };
      },
    );

    /** The signature doesn't cover the id: where it covers the body, the same body is the same delivery too. */
    async function isNew(
      target: string,
      kind: DeliveryKind,
      id: string | null,
      body: Buffer,
    ): Promise<boolean> {
      const digest = createHash("sha256").update(body).digest("hex");
      const keys = [
        id === null ? [] : `id:${id}`,
        kind === "github" || kind === "gitea" ? `body:${digest}` : [],
      ].flat();
      if (keys.length === 0) return true;
      const kept = await hearDelivery(pool, { target, keys });
      await forgetDeliveries(pool, { keepMs: String(keepMs) });
      return kept.length > 0;
    }
  };

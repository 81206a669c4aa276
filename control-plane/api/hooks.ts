// Webhooks of triggers: whoever proves the secret that a pipeline names makes a run of it, once for each message. Beside
// the webhooks of forges the one path that takes no token.

import type { FastifyInstance, FastifyReply } from "fastify";
import { FailedAttempts, networkOf } from "#access/failed-attempts.ts";
import { RecentlyProven } from "#access/recently-proven.ts";
import { createCeilings } from "#engine/ceilings.ts";
import { createUseAccess } from "#engine/use-access.ts";
import { createHooks, type HookName } from "#triggers/webhook/receive.ts";
import { Problem } from "./problem.ts";
import { describe, object } from "./route.ts";
import { type Infer, maybe, oneOf, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

/** As much as is read of a message at all. */
const bodyLimit = 1024 * 1024;
/** Unproved messages of one address: each costs queries, and senders with a wrong secret send again. */
const unprovedLimits = { most: 60, windowMs: 60_000, addresses: 10_000 };

const hookParams = object(
  {
    project: text("The project's name."),
    pipeline: text("The pipeline's name."),
    name: text("The webhook's name, as its trigger has it."),
  },
  "In the path.",
);
const taken = object(
  {
    outcome: oneOf(
      ["run", "skipped", "aside", "discarded"],
      "What became of the message: a run; nothing, by the trigger's `if`; or it was set aside, since no run could be made of it.",
    ),
    run: maybe(text("The run's id.")),
  },
  "What became of the message.",
);

/** @param context With the engine's pool: who sends has no rights of their own. */
export const hookRoutes =
  ({ pool, secrets, onMessage }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const hooks = createHooks(pool, {
      ...{ db: pool, secrets: secrets ?? undefined, ceilings: createCeilings(pool) },
      mayUse: createUseAccess(pool, onMessage),
    });
    const unproved = new FailedAttempts(unprovedLimits);
    const proven = new RecentlyProven();
    // Before the body is read. Forges and shops send for many customers from one address: who proved a message of this webhook
    // is heard, whatever others send from there.
    app.addHook<{ Params: HookName }>("onRequest", async ({ ip, params }) => {
      const lockedMs = unproved.lockedForMs(ip);
      if (lockedMs > 0 && !proven.has(senderOf(ip, params)))
        throw new Problem("too-many", "too many messages from this address were not proved", {
          retryAfter: Math.ceil(lockedMs / 1000),
        });
    });
    // The bytes as they came are what is signed.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_, body, done) =>
      done(null, body),
    );
    app.post<{ Params: HookName; Body: Buffer }>(
      "/hooks/:project/:pipeline/:name",
      {
        bodyLimit,
        schema: describe({
          id: "receiveMessage",
          action: null,
          tag: "runs",
          summary: "A message for a trigger of a pipeline",
          open: true,
          params: hookParams,
          answers: {
            202: { description: "It was taken.", schema: taken },
            200: { description: "It was taken before, or makes no run.", schema: taken },
          },
        }),
      },
      async ({ ip, params, headers, body }, reply): Promise<Infer<typeof taken>> => {
        const single = Object.entries(headers).flatMap(([name, value]) =>
          typeof value === "string" ? [[name, value] as const] : [],
        );
        const answer = await hooks.receive(params, {
          headers: Object.fromEntries(single),
          body: body ?? Buffer.alloc(0),
        });
        // The same for a name that isn't there: whoever guesses learns nothing.
        if (answer === "unproved") {
          proven.delete(senderOf(ip, params));
          if (unproved.failed(ip))
            onMessage(`${ip} sends webhooks that nothing proves: it is not heard for a minute`);
          throw new Problem("unauthorized", "the message is not proved by a secret of ours", {
            hint: "`trunkline triggers` says whether the server has the webhook's secret.",
          });
        }
        proven.add(senderOf(ip, params));
        if (answer === "flood")
          throw new Problem("too-many", "more messages come than are taken", { retryAfter: 1 });
        if (answer === "waiting")
          throw new Problem("busy", "so much waits that no more is taken", { retryAfter: 10 });
        const { outcome, run, isNew } = answer;
        reply.status(isNew && outcome !== "skipped" ? 202 : 200);
        return { outcome, run };
      },
    );
    // How CloudEvents asks whether an address wants events at all; each of them must still be proved.
    app.options(
      "/hooks/:project/:pipeline/:name",
      { schema: { hide: true } },
      async ({ headers }, reply: FastifyReply) => {
        const origin = headers["webhook-request-origin"];
        reply.header("allow", "POST, OPTIONS");
        if (typeof origin === "string" && /^[\w.:*-]{1,253}$/.test(origin))
          reply.headers({ "webhook-allowed-origin": origin, "webhook-allowed-rate": "6000" });
        return reply.status(200).send();
      },
    );
  };

const senderOf = (ip: string, { project, pipeline, name }: HookName): string =>
  JSON.stringify([networkOf(ip), project, pipeline, name]);

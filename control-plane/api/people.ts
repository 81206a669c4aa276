// People who have logged in: who they are, the end of their sessions, and letting a name go.

import type { FastifyInstance } from "fastify";
import { endSessionsOf, forgetPerson, listPeople } from "#store/sessions.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { notFound } from "./problem.ts";
import { describe, iso, object, optional, plainText } from "./route.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { personPage } from "./token-shapes.ts";
import type { Page, PersonView } from "./types.ts";

const body = object({ reason: optional(plainText("Why.", 1000)) }, "Why.");
const params = object({ name: text("As the identity provider says it.") }, "In the path.");
const done = object({}, "Nothing more.");

interface ByName {
  Params: { name: string };
  Body: Infer<typeof body>;
}

export const personRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    app.get(
      "/users",
      {
        schema: describe({
          ...{ id: "listUsers", action: "manageAccess", tag: "access" },
          summary: "People who have logged in",
          answers: { 200: { description: "All of them.", schema: personPage } },
        }),
      },
      async (): Promise<Page<PersonView>> => {
        const rows = await listPeople(pool);
        const items = rows.map(({ name, created_at, last_login, sessions }) => ({
          ...{ name, sessions, firstLogin: iso(created_at), lastLogin: iso(last_login) },
        }));
        return { items, next: null };
      },
    );
    for (const [verb, act, summary] of [
      ["logout", "logout-all", "End all sessions of somebody"],
      [
        "forget",
        "forget-user",
        "End all sessions of somebody, and let the name go to another account",
      ],
    ] as const)
      app.post<ByName>(
        `/users/:name/${verb}`,
        {
          schema: describe({
            ...{ id: `${verb}User`, action: "manageAccess", tag: "access", summary, params, body },
            answers: { 200: { description: "It is done.", schema: done } },
          }),
        },
        async (request): Promise<object> => {
          const { actor, body: said } = request;
          const { name } = request.params;
          await transaction(pool, async (db) => {
            const known = (await listPeople(db)).some((person) => person.name === name);
            if (!known) throw notFound(`user "${name}"`, "`trunkline users list` shows them.");
            await endSessionsOf(db, { person: name });
            if (verb === "forget") await forgetPerson(db, { name });
            const detail = { reason: said.reason ?? null };
            await writeAudit(db, { actor, act, subject: `user ${name}`, detail });
          });
          return {};
        },
      );
  };

// The documentation in the browser: its pages, what is found in them, and the API's description to read. Open, since it says
// nothing of anybody.

import type { FastifyInstance, FastifyReply } from "fastify";
import { type ApiDescription, apiReference } from "#web/api-reference.ts";
import { documentPage, searchPage } from "#web/documentation.ts";
import { firstPage } from "#web/documents.ts";
import { pageHeaders } from "#web/frame.ts";
import { Problem } from "./problem.ts";
import { describe, object, optional, plainText } from "./route.ts";
import { text } from "./schema.ts";

const page = (id: string, summary: string, more: object = {}) => ({
  schema: describe({
    ...{ id, summary, action: null, tag: "server", open: true },
    answers: { 200: { description: "A page.", schema: text("HTML."), type: "text/html" } },
    ...more,
  }),
});

const asPage = (reply: FastifyReply, content: string | null) => {
  if (content === null)
    throw new Problem("not-found", "there is no such page", { hint: "`/docs/` lists all pages" });
  return reply.headers(pageHeaders).send(content);
};

export const documentationRoutes = async (app: FastifyInstance): Promise<void> => {
  // Its links are relative to the folder.
  app.get("/docs", page("showDocumentation", "The documentation"), (request, reply) =>
    request.url === "/docs/" ? asPage(reply, documentPage(firstPage)) : reply.redirect("/docs/"),
  );
  app.get<{ Params: { name: string } }>(
    "/docs/:name",
    page("showDocument", "A page of the documentation", {
      params: object({ name: text("Its file's name, such as `spec.md`.") }, "In the path."),
    }),
    ({ params }, reply) => asPage(reply, documentPage(params.name)),
  );
  app.get<{ Params: { name: string; page: string } }>(
    "/docs/:name/:page",
    page("showDocumentOfPart", "A page of a part of the documentation", {
      params: object(
        { name: text("The part, such as `migration`."), page: text("Its file's name.") },
        "In the path.",
      ),
    }),
    ({ params }, reply) => asPage(reply, documentPage(`${params.name}/${params.page}`)),
  );
  app.get<{ Querystring: { q?: string } }>(
    "/docs/search",
    page("searchDocumentation", "Where the documentation says something", {
      query: object(
        { q: optional(plainText("Words; all of them are looked for.")) },
        "What to find.",
      ),
    }),
    ({ query }, reply) => asPage(reply, searchPage(query.q ?? "")),
  );
  app.get("/docs/reference", page("showApi", "This description, to read"), (_, reply) => {
    const description = app.swagger() as unknown as ApiDescription;
    return asPage(reply, apiReference(description));
  });
};

// Forms of pages: each is a request to the API with the reader's own rights, which checks and records it. A form proves by a field
// that a page of this server was filled in, as scripts prove it by a header.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { baseUrl } from "./base-url.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { carriedBy } from "./identify.ts";
import type { Form, PageRoute } from "./page.ts";
import { type PageReader, readerOf } from "./page-reader.ts";
import { describe, object } from "./route.ts";
import { text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const led = {
  303: { description: "Where to go on.", schema: text("Nothing."), type: "text/plain" },
};

export function pageActs(
  app: FastifyInstance,
  context: ApiContext,
  screens: readonly PageRoute[],
): void {
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const reader = async (request: FastifyRequest): Promise<PageReader> => {
    const carried = carriedBy(context, request);
    const { csrf } = (request.body ?? {}) as Form;
    if (carried?.by === "cookie")
      refuseCrossSite(request, carried.secret, baseUrl(context, request), csrf);
    return readerOf(app, context, request);
  };
  for (const { path, id, act, params = {} } of screens) {
    if (act === undefined) continue;
    app.post<{ Params: Record<string, string>; Body: Form }>(
      `${path}/act`,
      {
        schema: describe({
          ...{ id: `${id}Act`, action: null, tag: "page", open: true, answers: led },
          summary: "What a form of the page asks for",
          params: object(
            Object.fromEntries(Object.entries(params).map(([name, what]) => [name, text(what)])),
            "In the address.",
          ),
        }),
      },
      async (request, reply) => {
        const { params: named, body } = request;
        return reply.redirect(
          await act(await reader(request), { params: named, form: body ?? {} }),
          303,
        );
      },
    );
  }
  app.post(
    "/leave",
    {
      schema: describe({
        ...{ id: "leave", action: null, tag: "page", open: true, answers: led },
        summary: "End the session of the browser",
      }),
    },
    async (request, reply) => {
      reply.header("set-cookie", await (await reader(request)).leave());
      return reply.redirect("/", 303);
    },
  );
}

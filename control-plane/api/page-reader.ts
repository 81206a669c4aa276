// What a page is made of: the server's own API, asked in this process on behalf of whoever reads the page. A page can so show and
// do nothing that the API would refuse.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { baseUrl, isSecure } from "./base-url.ts";
import { carryCookie, writeCookie } from "./cookies.ts";
import { csrfHeader } from "./cross-site.ts";
import { carriedBy } from "./identify.ts";
import { Problem, type ProblemCode } from "./problem.ts";
import type { ApiContext } from "./server.ts";
import type { MeView } from "./types.ts";

export interface PageReader {
  me: MeView;
  /** @throws Problem as the API answers it. */
  get<T>(path: string): Promise<T>;
  /** What may be absent or hidden: null where the API says 403 or 404. */
  find<T>(path: string): Promise<T | null>;
  /** An act, with the proof that a page of this server asks for it. @throws Problem as the API answers it. */
  post<T>(path: string, body: object): Promise<T>;
  /** Ends the session. Answers the cookie that the browser is to have from then on. */
  leave(): Promise<string>;
}

/** @throws Problem 401 for nobody. */
export async function readerOf(
  app: FastifyInstance,
  context: ApiContext,
  request: FastifyRequest,
): Promise<PageReader> {
  const headers = headersFor(context, request);
  const remoteAddress = request.raw.socket.remoteAddress ?? "";
  async function ask<T>(method: "GET" | "POST", path: string, more: object = {}): Promise<T> {
    const answer = await app.inject({
      ...{ method, url: `/api/v1${path}`, remoteAddress },
      ...{ headers, ...more },
    });
    const body = answer.json();
    if (answer.statusCode < 400) return body as T;
    throw problemIn(body);
  }
  const get = <T>(path: string) => ask<T>("GET", path);
  const me = await get<MeView>("/me");
  const post = <T>(path: string, body: object) =>
    ask<T>("POST", path, {
      headers: { ...headers, ...(me.csrf === null ? {} : { [csrfHeader]: me.csrf }) },
      payload: body,
    });
  return {
    ...{ me, get, post },
    async leave() {
      await post("/logout", {});
      const secure = isSecure(baseUrl(context, request));
      return writeCookie("session", null, { secure, seconds: 0 });
    },
    find: <T>(path: string) =>
      get<T>(path).catch((error: unknown) => {
        if (error instanceof Problem && ["not-found", "forbidden"].includes(error.code))
          return null;
        throw error;
      }),
  };
}

/** Who reads, under the name that the request inside this process has: it comes without TLS. */
function headersFor(context: ApiContext, request: FastifyRequest): Record<string, string> {
  const { headers } = request;
  const kept = ["authorization", "host", "x-forwarded-for", "forwarded"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const carried = carriedBy(context, request);
  const secure = isSecure(context.publicUrl ?? "http:");
  return {
    ...Object.fromEntries(kept),
    ...(carried?.by === "cookie" ? { cookie: carryCookie("session", carried.secret, secure) } : {}),
  };
}

/** As the API has thrown it; what it told of itself besides stays there. */
function problemIn(body: unknown): Problem {
  const { code, detail, ...more } = body as { code: ProblemCode; detail: string } & Problem["more"];
  return new Problem(code, detail, more);
}

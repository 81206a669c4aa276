// Everything that goes wrong as one kind of answer: application/problem+json (RFC 9457), with a stable code.

import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { RefusedByStage } from "#engine/stage-gate.ts";
import { errorCode, messageOf } from "#store/errors.ts";
import { definition, list, object, optional, text } from "./schema.ts";
import { securityHeaders } from "./security-headers.ts";

export const problemView = definition(
  "Problem",
  {
    type: text("`urn:trunkline:problem:` and the code."),
    title: text("What kind of problem it is."),
    status: { type: "integer", description: "The answer's status." },
    code: text("Stable; what programs go by."),
    detail: text("What is wrong here, in one or two sentences."),
    hint: optional(text("What to do next.")),
    issues: optional(
      list(
        object(
          {
            at: text("The parameter, header or place in the body."),
            message: text("What is wrong with it."),
            help: optional(text("What to do about it.")),
          },
          "One thing that is wrong.",
        ),
        "Everything that is wrong with the request.",
      ),
    ),
    candidates: optional(list(text("`project/pipeline`."), "What the name may stand for.")),
    action: optional(text("The right that is missing, as policies call it.")),
    policies: optional(
      list(text("As `FILE#ID`."), "Which policies decided; none where nothing permits it."),
    ),
    requestId: optional(text("Under which the server's messages speak of it.")),
  },
  "A problem.",
);

export interface Issue {
  at: string;
  message: string;
  help?: string;
}

/** The codes that routes give, with title and status. */
const kinds = {
  unauthorized: [401, "A token is needed"],
  "not-found": [404, "There is no such thing"],
  "not-allowed": [405, "The method is not offered here"],
  refused: [403, "Somebody else has to do it"],
  forbidden: [403, "You may not do that"],
  "login-failed": [401, "The login failed"],
  "cross-site": [403, "The request may be another page's"],
  conflict: [409, "The present state does not allow it"],
  ambiguous: [409, "The name stands for several things"],
  "too-slow": [408, "The request took too long"],
  "too-large": [413, "The request is too large"],
  "unsupported-media-type": [415, "The body is not JSON"],
  "wrong-host": [421, "The server is not called that"],
  invalid: [422, "The request is not valid"],
  "too-many": [429, "Too many requests"],
  "headers-too-large": [431, "The address or the headers are too large"],
  "bad-request": [400, "The request can't be read"],
  internal: [500, "The server failed"],
  "provider-away": [502, "The identity provider is of no help"],
  busy: [503, "Too much waits already"],
  "elsewhere-away": [503, "Another system does not answer"],
  "database-away": [503, "The database does not answer"],
  stopping: [503, "The server is stopping"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof kinds;

/** Thrown by routes; the detail is shown to whoever asked, so it names nothing secret. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly more: {
    hint?: string;
    issues?: Issue[];
    candidates?: string[];
    /** Seconds after which to try again; a header of the answer. */
    retryAfter?: number;
    action?: string;
    policies?: string[];
  };

  constructor(code: ProblemCode, detail: string, more: Problem["more"] = {}) {
    super(detail);
    this.code = code;
    this.more = more;
  }
}

export const notFound = (what: string, hint?: string): Problem =>
  new Problem("not-found", `there is no ${what}`, hint === undefined ? {} : { hint });

/** 422 for one or more things that are wrong. */
export const invalid = (issues: Issue[]): Problem =>
  new Problem("invalid", issues.map(({ message }) => message).join("; "), { issues });

/** Of every answer; a request that the router refuses never comes to the hook that sets them. */
export const headersOf = (request: FastifyRequest): Record<string, string> => ({
  "x-request-id": request.id,
  ...securityHeaders(request),
});

/** As it is sent. */
export function problemBody({ code, message, more: { retryAfter: _, ...more } }: Problem) {
  const [status, title] = kinds[code];
  return { type: `urn:trunkline:problem:${code}`, title, status, code, detail: message, ...more };
}

export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): Promise<FastifyReply> {
  const { retryAfter } = problem.more;
  const body = problemBody(problem);
  return reply
    .status(body.status)
    .headers(headersOf(request))
    .headers(retryAfter === undefined ? {} : { "retry-after": retryAfter })
    .type("application/problem+json")
    .send({ ...body, requestId: request.id });
}

/** Turns whatever a route threw into a problem; causes of faults go to `report`, never into the answer. */
export const problemOf = (error: unknown, report: (message: string) => void): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof RefusedByStage)
    return new Problem("conflict", error.message, { hint: error.hint });
  const fastifyError = error as Partial<FastifyError>;
  if (fastifyError.validation) return invalid(fastifyError.validation.map((one) => issueOf(one)));
  const known = fastifyProblems[fastifyError.code ?? ""];
  if (known) return new Problem(known, messageOf(error).slice(0, longestDetail));
  const code = errorCode(error) ?? "";
  // Text that Postgres can't hold: NUL in a string, or in JSON.
  if (code === "22021" || code === "22P05")
    return invalid([{ at: "", message: "a text holds NUL" }]);
  report(messageOf(error));
  if (/^(?:08|57P|53)/.test(code) || connectionErrors.has(code) || isPoolTimeout(error))
    return new Problem("database-away", "the database does not answer; try again", {
      hint: "`trunkline doctor` says what is wrong with it.",
    });
  return new Problem("internal", "something went wrong; the server's messages have the cause");
};

/** Some of its messages repeat the address, however long. */
const longestDetail = 200;

const fastifyProblems: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported-media-type",
  FST_ERR_CTP_INVALID_JSON_BODY: "bad-request",
  FST_ERR_CTP_EMPTY_JSON_BODY: "bad-request",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "bad-request",
  FST_ERR_BAD_URL: "bad-request",
  FST_ERR_MAX_PARAM_LENGTH: "bad-request",
};

const connectionErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "ETIMEDOUT", "EPIPE"]);

/** node-postgres gives neither of these a code. */
const isPoolTimeout = (error: unknown): boolean =>
  /timeout exceeded when trying to connect|Connection terminated/.test(messageOf(error));

type Validation = NonNullable<FastifyError["validation"]>[number];

function issueOf({ keyword, instancePath, params, message }: Validation): Issue {
  const at = instancePath.slice(1).replaceAll("/", ".");
  if (keyword === "additionalProperties")
    return { at, message: `"${params.additionalProperty}" is not known here` };
  if (keyword === "required") return { at, message: `"${params.missingProperty}" is missing` };
  if (keyword === "enum")
    return {
      at,
      message: `${at} should be one of ${(params.allowedValues as string[]).join(", ")}`,
    };
  return { at, message: `${at || "the body"} ${message ?? "is not valid"}` };
}

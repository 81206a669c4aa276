// One attempt with everything its requests need, and the way from a request of the connector to an answer.

import { randomUUID } from "node:crypto";
import type { ConnectorAction } from "#core/action.ts";
import { bodyOf } from "#core/connector/body.ts";
import type { ConnectorLimitsMs } from "#core/connector/connector.ts";
import type { ConnectorData } from "#core/connector/expression.ts";
import { connectorHolds } from "#core/connector/expression.ts";
import { renderFields, renderText, renderUrl } from "#core/connector/render.ts";
import { parseWebUrl } from "#core/web-url.ts";
import type { ConnectorRequest, ConnectorStep } from "#schemas/types.ts";
import type { AttemptRequest } from "../executor.ts";
import type { GuardedFetch } from "../guarded-fetch.ts";
import { asTaskFailure, retryAfter, shownBody } from "../http/answer.ts";
import { type Answer, exchange } from "../http/exchange.ts";
import { isHeaderText } from "../http/request.ts";
import { TaskFailure } from "../in-process.ts";
import type { Authorizer, Unsigned } from "./auth/authorizer.ts";
import { csrfHeaders, isSafe } from "./csrf.ts";
import type { FileOpener, OpenFile } from "./file-body.ts";
import type { Pace } from "./pace.ts";

export interface ConnectorAttempt extends AttemptRequest<ConnectorAction> {
  limits: ConnectorLimitsMs;
  web: GuardedFetch;
  authorizer: Authorizer;
  pace: Pace;
  openFile: FileOpener;
  /** Told of every answer, so that signatures follow the system's clock. */
  onAnswer: (answer: Answer) => void;
}

/** What is known before anything is asked. */
export const givenData = (
  { action, values, task }: ConnectorAttempt,
  key: string,
): ConnectorData => ({
  connection: action.connection,
  inputs: action.inputs,
  key,
  run: { ...values.run, task },
});

/** The names of an answer. */
export const withResponse = (
  data: ConnectorData,
  { status, headers, text, body }: Answer,
): ConnectorData => ({ ...data, response: { status, headers, text, body } });

/**
 * The answer to a request of the connector, with its proof; a refused proof that was kept is renewed once.
 * @throws NoAnswer, TaskFailure for what can't be asked, and the signal's reason
 */
export async function send(
  attempt: ConnectorAttempt,
  request: ConnectorStep,
  data: ConnectorData,
  signal: AbortSignal,
): Promise<Answer> {
  const { action, env } = attempt;
  await using file = await fileOf(attempt, request, data);
  const unsigned = builtRequest(action, request, data, env.TRACEPARENT, file?.blob);
  const { csrf } = action.connector;
  const own =
    csrf === undefined || isSafe(unsigned.method)
      ? {}
      : await csrfHeaders(
          csrf,
          (headers) =>
            proved(attempt, builtRequest(action, { path: csrf.path, headers }, data), {}, signal),
          signal,
        );
  return await proved(attempt, unsigned, own, signal);
}

/** The file that is the body of a request, or null. @throws TaskFailure for one that can't be had */
export const fileOf = async (
  { openFile, limits }: Pick<ConnectorAttempt, "openFile" | "limits">,
  { file }: ConnectorStep,
  data: ConnectorData,
): Promise<OpenFile | null> =>
  file === undefined
    ? null
    : await openFile(
        asTaskFailure(() => renderText(file, data), "The path of the file"),
        limits.maxFile,
      );

/** @param own headers that go along with the proof, for the same host alone */
async function proved(
  attempt: ConnectorAttempt,
  unsigned: Unsigned,
  own: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  for (let renewals = 0; ; renewals++) {
    await attempt.pace.next(signal);
    const { headers, query = {} } = await attempt.authorizer.prove(unsigned);
    const url = new URL(unsigned.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    const answer = await exchange(
      {
        ...{ web: attempt.web, refusal: attempt.refusal ?? null, method: unsigned.method, url },
        ...{ headers: unsigned.headers, body: unsigned.body },
        ...{ credentials: { ...own, ...headers }, credentialsFor: url.origin },
      },
      { signal, maxBytes: attempt.limits.maxResponse },
    );
    attempt.onAnswer(answer);
    if (renewals > 0 || !attempt.authorizer.refused(answer)) return answer;
  }
}

/** Whether an answer is what the request expects. */
export const isExpected = (
  request: ConnectorRequest,
  answer: Answer,
  data: ConnectorData,
): boolean =>
  request.expect === undefined
    ? answer.status >= 200 && answer.status <= 299
    : connectorHolds(request.expect, withResponse(data, answer));

/** A request with its values, but for its proof. @throws TaskFailure for values that it can't have. */
export function builtRequest(
  { connector, connection }: Pick<ConnectorAction, "connector" | "connection">,
  request: ConnectorRequest,
  data: ConnectorData,
  traceparent?: string,
  file?: Blob,
): Unsigned {
  return asTaskFailure(() => {
    const body = bodyOf(request, data, `trunkline-${randomUUID()}`);
    const url = urlOf(connector.base, connection, request, data);
    for (const [name, value] of Object.entries(renderFields(request.query ?? {}, data)))
      url.searchParams.append(name, value);
    // A blank as `+` is one of forms alone: signatures, and some systems, take it for a plus.
    url.search = url.search.replaceAll("+", "%20");
    const headers: Record<string, string> = { "user-agent": "trunkline" };
    if (traceparent !== undefined) headers.traceparent = traceparent;
    if (file !== undefined) headers["content-type"] = "application/octet-stream";
    else if (body !== null) headers["content-type"] = body.contentType;
    for (const [name, value] of Object.entries({ ...connector.headers, ...request.headers }))
      headers[name.toLowerCase()] = headerText(name, renderText(value, data));
    const sent = file ?? body?.text ?? null;
    const method = request.method ?? (sent === null ? "GET" : "POST");
    return { method, url, headers, body: sent };
  }, "The request");
}

function urlOf(
  base: string,
  connection: ConnectorAction["connection"],
  request: ConnectorRequest,
  data: ConnectorData,
): URL {
  const text =
    request.url === undefined
      ? renderText(base, { connection }).replace(/\/$/, "") + renderUrl(request.path ?? "", data)
      : renderUrl(request.url, data);
  const parsed = parseWebUrl(text);
  if ("problem" in parsed)
    throw new TaskFailure(`It can't be asked: ${parsed.problem}.`, { mayRetry: false });
  return parsed.url;
}

function headerText(name: string, value: string): string {
  if (isHeaderText(value)) return value;
  throw new TaskFailure(`The header \`${name}\` would hold characters that no header may have.`, {
    mayRetry: false,
  });
}

/** For an answer that isn't what was expected. */
export function refused(
  { action, limits }: ConnectorAttempt,
  answer: Answer,
  help = "",
): TaskFailure {
  const after = retryAfter(answer.headers["retry-after"]);
  const body = shownBody(answer).trim().slice(0, 500);
  return new TaskFailure(
    `${action.connectorName} refused it with ${answer.status}${body === "" ? "" : `: ${body}`}.${help}`,
    {
      mayRetry: limits.retryOn.includes(answer.status),
      ...(after === null ? {} : { retryAfterMs: after }),
    },
  );
}

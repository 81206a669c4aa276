// The `with` of `uses: http` as an action: every default supplied, expressions still in place.

import type { HttpInputs } from "#schemas/types.ts";
import type { HttpAction, HttpAuth } from "./action.ts";
import { formatDuration } from "./duration.ts";
import { durationMs } from "./normalize-schedule.ts";
import type { OutputType, Scalar } from "./pipeline.ts";

/** Defaults of a request, declared here only; the schema's descriptions repeat them for people. */
const httpDefaults = {
  retryOn: [408, 425, 429, 500, 502, 503, 504],
  every: "10s",
  cancelMethod: "DELETE",
  maxResponse: 1024 * 1024,
} as const;

/** The action of inputs without problems; `outputs` are those that the task declares. */
export function httpAction(
  inputs: HttpInputs,
  outputs: Readonly<Record<string, OutputType>>,
): HttpAction {
  const { json = null, text = null } = inputs;
  const form = inputs.form === undefined ? null : texts(inputs.form);
  const hasBody = json !== null || form !== null || text !== null;
  const { poll } = inputs;
  return {
    kind: "http",
    method: inputs.method ?? (hasBody ? "POST" : "GET"),
    url: inputs.url,
    query: texts(inputs.query ?? {}),
    headers: inputs.headers ?? {},
    json,
    form,
    text,
    auth: authOf(inputs.auth),
    expect: inputs.expect?.trim() ?? null,
    retryOn: inputs.retryOn ?? [...httpDefaults.retryOn],
    poll:
      poll === undefined
        ? null
        : {
            url: poll.url,
            everyMs: durationMs(poll.every ?? httpDefaults.every),
            until: poll.until.trim(),
            fail: poll.fail?.trim() ?? null,
            cancel: poll.cancel
              ? {
                  method: poll.cancel.method ?? httpDefaults.cancelMethod,
                  url: poll.cancel.url ?? poll.url,
                }
              : null,
          },
    outputs: Object.fromEntries(
      Object.keys(outputs).map((name) => [
        name,
        inputs.outputs?.[name]?.trim() ?? `response.body.${name}`,
      ]),
    ),
    maxResponse: inputs.maxResponse ?? httpDefaults.maxResponse,
  };
}

const texts = (fields: Readonly<Record<string, Scalar>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));

function authOf(auth: HttpInputs["auth"]): HttpAuth | null {
  if (auth?.bearer !== undefined) return { kind: "bearer", secret: auth.bearer };
  if (auth?.basic) return { kind: "basic", user: auth.basic.user, secret: auth.basic.password };
  if (auth?.header) return { kind: "header", ...auth.header };
  return null;
}

/** The inputs that give the action again. */
export function httpInputs(action: HttpAction): HttpInputs {
  const { method, url, query, headers, json, form, text, expect, poll } = action;
  const { retryOn, outputs, maxResponse } = action;
  const inputs: HttpInputs = { method, url, query, headers, retryOn, outputs, maxResponse };
  if (json !== null) inputs.json = json as NonNullable<HttpInputs["json"]>;
  if (form !== null) inputs.form = form;
  if (text !== null) inputs.text = text;
  if (expect !== null) inputs.expect = expect;
  const auth = authInputs(action.auth);
  if (auth) inputs.auth = auth;
  if (poll !== null)
    inputs.poll = {
      url: poll.url,
      every: formatDuration(poll.everyMs),
      until: poll.until,
      ...(poll.fail === null ? {} : { fail: poll.fail }),
      ...(poll.cancel === null ? {} : { cancel: poll.cancel }),
    };
  return inputs;
}

function authInputs(auth: HttpAuth | null): HttpInputs["auth"] {
  if (auth?.kind === "bearer") return { bearer: auth.secret };
  if (auth?.kind === "basic") return { basic: { user: auth.user, password: auth.secret } };
  return auth ? { header: { name: auth.name, secret: auth.secret } } : undefined;
}

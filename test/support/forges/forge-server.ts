// What the local forges of tests share: a real HTTP server that refuses what its contract doesn't have, fails on
// demand before or after it has acted, and counts.

import type { ServerResponse } from "node:http";
import { type Asked, answer, type WebServer, webServer } from "../web-server.ts";
import type { Call, Contract } from "./contract.ts";

export interface Fault {
  /** Only this operation; any without. */
  operation?: string;
  status: number;
  headers?: Record<string, string>;
  message?: string;
  /** The act is done, and its answer lost. */
  afterwards?: boolean;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface ForgeServer extends AsyncDisposable {
  url: string;
  /** Calls that fitted the contract, in order. */
  calls: Call[];
  /** What didn't fit, either way: must stay empty. */
  violations: string[];
  /** Taken one by one by the calls that they fit. */
  faults: Fault[];
  asked: WebServer["asked"];
}

export interface ForgeServerOptions {
  contract: Contract;
  /** Path before every operation, such as `/api/v4`. */
  prefix?: string;
  /** What is wrong with the credentials, or null. */
  refuses: (asked: Asked, call: Call) => string | null;
  act: (call: Call, asked: Asked) => Answer;
}

export async function forgeServer(options: ForgeServerOptions): Promise<ForgeServer> {
  const { contract, prefix = "", refuses, act } = options;
  const calls: Call[] = [];
  const violations: string[] = [];
  const faults: Fault[] = [];
  const refuse = (response: ServerResponse, wrong: string) => {
    violations.push(wrong);
    answer(response, 422, { message: wrong });
  };
  const server = await webServer((asked, response) => {
    if (!asked.path.startsWith(`${prefix}/`)) return refuse(response, `${asked.path}: no API`);
    const call = contract.judge(asked.method, asked.path.slice(prefix.length), asked.body);
    if ("wrong" in call) return refuse(response, call.wrong);
    const stranger = refuses(asked, call);
    if (stranger !== null) return answer(response, 401, { message: stranger });
    calls.push(call);
    const at = faults.findIndex(({ operation }) => [undefined, call.operation].includes(operation));
    const fault = at < 0 ? undefined : faults.splice(at, 1)[0];
    if (fault && !fault.afterwards) return fail(response, fault);
    const { status, body, headers } = act(call, asked);
    if (fault) return fail(response, fault);
    const wrong = status < 300 ? contract.judgeAnswer(call.operation, status, body) : null;
    if (wrong !== null) return refuse(response, `our answer: ${wrong}`);
    answer(response, status, body, headers);
  });
  return {
    ...{ url: `${server.url}${prefix}`, calls, violations, faults, asked: server.asked },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const fail = (response: ServerResponse, { status, headers = {}, message = "down" }: Fault) =>
  answer(response, status, { message }, headers);

/** One page of a list, and the header that says whether there is another. */
export function pageOf(all: readonly unknown[], { query }: Call): Answer & { items: unknown[] } {
  const size = Math.min(Number(query.per_page ?? 30), 100);
  const page = Number(query.page ?? 1);
  const items = all.slice((page - 1) * size, page * size);
  const more = all.length > page * size;
  const link = `<http://forge.example/next?page=${page + 1}>; rel="next"`;
  return { status: 200, body: items, items, headers: more ? { link } : {} };
}

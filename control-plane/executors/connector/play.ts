// A conversation played by a real server on this machine, with the connector on the other side.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConnectorAction } from "#core/action.ts";
import { differences } from "#core/connector/conversation.ts";
import type { ConversationSpec, PlayedAnswer } from "#schemas/types.ts";
import { createConnectorExecutor } from "../connector.ts";
import type { AttemptResult } from "../executor.ts";
import type { GuardedFetch } from "../guarded-fetch.ts";
import { TaskFailure } from "../in-process.ts";
import { RecordedRuns } from "../recorded-runs.ts";
import type { FileOpener } from "./file-body.ts";

export interface Played {
  /** What was not as expected, as sentences; empty when the conversation went as it should. */
  findings: string[];
  /** All that the attempts printed. */
  output: string;
}

/** Carries the host that is asked, which the server stands for. */
const originHeader = "x-played-origin";
const crash = "lost";

/**
 * Plays it to its end. Pauses are left out; times that a system asks for are not.
 * @param action with the values that the conversation gives
 */
export async function playConversation(
  action: ConnectorAction,
  secrets: Readonly<Record<string, string>>,
  spec: ConversationSpec,
): Promise<Played> {
  const findings: string[] = [];
  let output = "";
  let came = 0;
  let answered = 0;
  let stop = new AbortController();
  const onAnswered = () => {
    answered++;
    if (answered === spec.cancelAfter) stop.abort("cancelled");
    if (answered === spec.crashAfter) stop.abort(crash);
  };
  const server = createServer(async (request, response) => {
    response.once("close", onAnswered);
    await serve(request, response, spec, came++, findings);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const web = playedWeb(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const executor = createConnectorExecutor({
    ...{ web, openFile: playedFiles(spec.files ?? {}) },
    limits: { everyMs: 1, upToMs: 2, unknownMs: 5_000, perMinute: null },
  });
  const external = new RecordedRuns();
  const most = spec.attempts ?? (spec.crashAfter === undefined ? 1 : 2);
  let result: AttemptResult | null = null;
  try {
    for (let attempt = 1; attempt <= most; attempt++) {
      stop = new AbortController();
      result = await executor.run({
        ...{ runId: "1", task: "played", attempt, action, secrets, external },
        ...{ env: {}, runAs: null, timeoutMs: 60_000, tree: null, signal: stop.signal },
        values: {
          scope: { params: {}, matrix: {}, needs: {}, allowStatus: false },
          run: playedRun,
          ...{ params: {}, matrix: {}, needs: [] },
        },
        onOutput: (bytes) => {
          output += Buffer.from(bytes).toString();
        },
      });
      if (result.externalOver) external.over();
      if (result.exitCode === 0 || result.mayRetry === false) break;
    }
  } finally {
    await executor.close();
    server.closeAllConnections();
    server.close();
  }
  const left = spec.conversation.slice(answered);
  if (left[0])
    findings.push(
      `${answered} requests came, and ${spec.conversation.length} are expected: next would be ${left[0].request.method} ${left[0].request.url}`,
    );
  findings.push(...endFindings(spec, result as AttemptResult, output));
  return { findings, output };
}

const playedFiles =
  (files: Readonly<Record<string, string>>): FileOpener =>
  async (path) => {
    const text = files[path];
    if (text === undefined)
      throw new TaskFailure(`The file ${path} can't be sent: it is not there.`);
    return { blob: new Blob([text]), [Symbol.asyncDispose]: async () => undefined };
  };

const playedRun = {
  ...{ id: "1", date: "2026-01-02", scheduledAt: "2026-01-02T06:00:00Z", pipeline: "played" },
  ...{ generation: 1, interval: { start: "2026-01-01T06:00:00Z", end: "2026-01-02T06:00:00Z" } },
};

function endFindings(spec: ConversationSpec, result: AttemptResult, output: string): string[] {
  const { ends, outputs, message, output: said } = spec.expect;
  const text = result.message ?? "";
  const how =
    result.ending === "cancelled"
      ? "cancelled"
      : result.exitCode === 0
        ? "succeeded"
        : text.includes("needs attention")
          ? "needs attention"
          : "failed";
  const found: string[] = [];
  if (how !== ends)
    found.push(`it ${how}${text === "" ? "" : ` (${text})`}, and ${ends} is expected`);
  if (message !== undefined && !text.includes(message))
    found.push(`its message is "${text}", without "${message}"`);
  if (said !== undefined && !output.includes(said))
    found.push(`its output has no "${said}":\n${output}`);
  for (const [name, value] of Object.entries(outputs ?? {}))
    if (result.outputs[name] !== value)
      found.push(
        `the output ${name} is ${result.outputs[name] ?? "not there"}, and ${value} is expected`,
      );
  return found;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { conversation }: ConversationSpec,
  index: number,
  findings: string[],
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const asked = {
    method: request.method ?? "",
    url: `${headers[originHeader]}${request.url}`,
    headers,
    body: Buffer.concat(pieces).toString(),
  };
  const next = conversation[index];
  if (next === undefined) {
    findings.push(`request ${index + 1} is one too many: ${asked.method} ${asked.url}`);
    response.writeHead(500).end();
    return;
  }
  for (const one of differences(next.request, asked)) findings.push(`request ${index + 1}: ${one}`);
  play(next.answer, response);
}

function play(
  { status = 200, headers = {}, json, text = "", lost, cut }: PlayedAnswer,
  response: ServerResponse,
): void {
  if (lost) {
    response.destroy();
    return;
  }
  const body = json === undefined ? text : JSON.stringify(json);
  const type = json === undefined ? "text/plain" : "application/json";
  response.writeHead(status, {
    ...{ "content-type": type, "content-length": Buffer.byteLength(body) },
    ...headers,
  });
  if (cut === undefined) {
    response.end(body);
    return;
  }
  response.write(Buffer.from(body).subarray(0, cut), () => response.destroy());
}

/** Whatever is asked goes to the one server. @param server such as `http://127.0.0.1:5000` */
export const playedWeb = (server: string): GuardedFetch => ({
  certified: () => playedWeb(server),
  trusting: () => playedWeb(server),
  async fetch(url, init) {
    const headers = { ...init.headers, [originHeader]: url.origin };
    return await fetch(`${server}${url.href.slice(url.origin.length)}`, {
      ...init,
      ...{ headers, redirect: "manual" as const },
    });
  },
  close: async () => undefined,
});

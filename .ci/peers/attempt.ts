// Attempts with a connector that comes with Trunkline, by the executor that workers have, against a real server.

import type { Connector } from "#core/connector/connector.ts";
import { playedAction } from "#core/connector/played.ts";
import { shippedConnector } from "#core/connector/source.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { createConnectorExecutor } from "#executors/connector.ts";
import type { AttemptResult } from "#executors/executor.ts";
import { type GuardedFetch, guardedFetch } from "#executors/guarded-fetch.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";

export interface Asked {
  connection: Record<string, string>;
  inputs: Record<string, unknown>;
  /** The same for the same submission. */
  runId: string;
  external?: RecordedRuns;
  /** Cancels once this is printed. */
  cancelAt?: string;
  /** The answer to the first request for which this holds gets lost, after it has arrived. */
  loses?: (method: string, url: URL) => boolean;
  /** Where the hosts of a system are another server. */
  web?: GuardedFetch;
}

export interface Ended extends AttemptResult {
  printed: string;
  /** Ids of the run there, of the newest submission. */
  ids: Record<string, string>;
}

const run = {
  ...{ date: "2026-01-02", scheduledAt: "2026-01-02T06:00:00Z", pipeline: "peers" },
  interval: { start: "2026-01-01T06:00:00Z", end: "2026-01-02T06:00:00Z" },
};

/** One attempt; what it recorded as over is so for the next one. */
export async function attempt(name: string, asked: Asked): Promise<Ended> {
  const connector = shippedConnector(name)?.connector as Connector;
  const { connection, runId, cancelAt, loses, external = new RecordedRuns() } = asked;
  const { action, secrets } = playedAction(name, connector, {
    ...{ connection, inputs: asked.inputs, conversation: [], expect: { ends: "succeeded" } },
  });
  const stop = new AbortController();
  const web = asked.web ?? guardedFetch(judgeAddresses());
  const executor = createConnectorExecutor({
    ...{ web: loses === undefined ? web : losing(web, loses), graceMs: 60_000 },
    limits: { everyMs: 200, upToMs: 500 },
  });
  let printed = "";
  try {
    const result = await executor.run({
      ...{ runId, task: "peer", attempt: 1, action, secrets, external },
      ...{ env: {}, runAs: null, timeoutMs: 180_000, tree: null, signal: stop.signal },
      values: {
        scope: { params: {}, matrix: {}, needs: {}, allowStatus: false },
        ...{ run: { ...run, id: runId, generation: 1 }, params: {}, matrix: {}, needs: [] },
      },
      onOutput(bytes) {
        printed += Buffer.from(bytes).toString();
        if (cancelAt !== undefined && printed.includes(cancelAt)) stop.abort("cancelled");
      },
    });
    if (result.externalOver) external.over();
    const ids = JSON.parse(external.all.at(-1)?.ids ?? "{}") as Record<string, string>;
    return { ...result, printed, ids };
  } finally {
    await executor.close();
  }
}

/** A way on which one request arrives and nobody sees what is answered. */
function losing(web: GuardedFetch, loses: (method: string, url: URL) => boolean): GuardedFetch {
  let isLost = false;
  return {
    ...web,
    async fetch(url, init) {
      const answer = await web.fetch(url, init);
      if (isLost || !loses(init.method, url)) return answer;
      isLost = true;
      await answer.arrayBuffer();
      throw new TypeError("fetch failed", { cause: new Error("the answer got lost") });
    },
  };
}

/** Says that something was shown. @throws Error with what is so instead */
export function must(what: string, is: unknown, holds: boolean): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(is, null, 1)}`);
  console.log(`ok  ${what}`);
}

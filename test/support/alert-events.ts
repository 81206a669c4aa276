// An alert as a test wants it.

import type { AlertEvent } from "#core/alerts/event.ts";
import type { AlertWord } from "#core/alerts/message.ts";

export const alertEvent = (some: Partial<AlertEvent> = {}): AlertEvent => ({
  kind: "failed",
  severity: "error",
  key: "trunkline/prod/finance/settlement/failed",
  project: "finance",
  environment: "prod",
  pipeline: "settlement",
  owner: "finance-data",
  tags: { domain: ["finance"], tier: ["gold"] },
  message: "exited with 3",
  task: { name: "post", attempt: 4, of: 4, exitCode: 3, signal: null },
  run: {
    id: "812",
    date: "2026-11-26",
    slot: "t:2026-11-26T21:00:00Z#0",
    generation: 1,
    traceId: "0af7651916cd43dd8448eb211c80319c",
  },
  at: "2026-11-27T05:10:02.113Z",
  since: "2026-11-26T05:11:40.000Z",
  inRow: 2,
  deadline: { kind: "finishBy", at: "2026-11-27T06:00:00.000Z", expectedAt: null },
  next: { what: "due", at: "2026-11-27T21:00:00.000Z" },
  downstream: ["finance/ledger", "reports/daily"],
  downstreamCount: 2,
  lastSuccess: { run: "790", at: "2026-11-25T05:02:00.000Z" },
  change: {
    commit: "1f0c9be2a7d3b0c4d5e6f7a8b9c0d1e2f3a4b5c6",
    subject: "Read the new ledger",
    author: "Ada <ada@example.com>",
    number: "417",
  },
  affected: [],
  affectedCount: 0,
  links: {
    trace: "https://jaeger.example/trace/0af7651916cd43dd8448eb211c80319c",
    runbook: "https://wiki.example/settlement",
  },
  ...some,
});

export const alertWord = (
  some: Partial<AlertWord> = {},
  event: Partial<AlertEvent> = {},
): AlertWord => ({
  ...{ id: "31", act: "open", event: alertEvent(event) },
  output: {
    error: 'ERROR: relation "ledger_2026" does not exist',
    tail: ["connecting to warehouse", 'ERROR: relation "ledger_2026" does not exist', "giving up"],
  },
  openedAt: "2026-11-27T05:10:02.400Z",
  ...{ acknowledgedBy: null, note: null, resolvedAt: null, resolution: null },
  now: "2026-11-27T05:10:03.000Z",
  serverUrl: "https://trunkline.example",
  ...some,
});

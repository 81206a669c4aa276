// What an attempt is given beside its action, for tests of executors without an engine.

import type { ExpressionValues } from "#core/expression.ts";

/** Values of a run on 2026-01-02 with the given parameters, all of them texts. */
export const valuesWith = (params: Record<string, string> = {}): ExpressionValues => ({
  scope: {
    params: Object.fromEntries(Object.keys(params).map((name) => [name, "string" as const])),
    matrix: {},
    needs: {},
    allowStatus: false,
  },
  run: {
    id: "1",
    date: "2026-01-02",
    scheduledAt: "2026-01-02T06:00:00Z",
    pipeline: "orders",
    generation: 1,
    interval: { start: "2026-01-01T06:00:00Z", end: "2026-01-02T06:00:00Z" },
  },
  params,
  matrix: {},
  needs: [],
});

import { expect, test } from "vitest";
import { describeFact } from "#core/conditions/describe.ts";
import { upstreamOf } from "#core/conditions/neighbours.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { gates } from "#test/support/gated.ts";

test("what is waited for is told once for each place, but for tasks of the same run", () => {
  const spec = pipeline(
    "p",
    [
      task("load[eu]", { group: "load", gates: gates({ event: "prices" }) }),
      task("load[us]", { group: "load", gates: gates({ event: "prices" }) }),
      task("last", {
        gates: gates({ all: [{ task: "load", state: "finished" }, { asset: "rates" }] }),
      }),
    ],
    {
      after: [
        {
          condition: normalizeCondition({
            any: [{ pipeline: "ledger", state: "succeeded" }, { event: "prices" }],
          }),
          per: "date",
        },
      ],
      awaits: normalizeCondition({ variable: "open", equals: "yes" }),
    },
  );
  expect(upstreamOf(spec).map(({ where, fact }) => [where, describeFact(fact)])).toEqual([
    ["after", "ledger succeeded for the same date"],
    ["after", "event prices for the same date"],
    ["awaits", 'variable open == "yes"'],
    ["load", "event prices for the same date"],
    ["last", "asset rates updated (its newest run)"],
  ]);
});

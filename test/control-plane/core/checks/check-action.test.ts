// Inputs of checks and their action: each gives the other again.

import { expect, test } from "vitest";
import { checkAction, checkInputs } from "#core/checks/check-action.ts";
import type { PostgresConnection } from "#core/connections/postgres.ts";
import type { CheckInputs } from "#schemas/types.ts";

const connection = { type: "postgres", host: "db.example" } as PostgresConnection;
const actionOf = (inputs: CheckInputs) => checkAction(inputs, () => connection);

test.each<[string, CheckInputs]>([
  [
    "a table",
    {
      ...{ connection: "shop", table: "sales.orders", where: "day = :day", params: { day: "x" } },
      ...{ sample: 3, sampleColumns: ["id"], quarantine: "sales.rejected" },
      checks: {
        rows: { rows: { min: 1, max: 9, usual: "12.5%", of: 5 } },
        filled: { notNull: ["id", "day"], onFailure: "quarantine" },
        keys: { unique: ["id"], onFailure: "warn" },
        sound: { each: "amount >= 0" },
        fresh: { fresh: { column: "loaded", within: "1d2h" } },
        shape: { columns: { id: "bigint" } },
        same: { sameColumns: true },
        near: { equals: { figure: "sum(amount)", query: "select 1", within: "0.1%" } },
        alike: { equals: { figure: "count(*)", query: "select 1", connection: "lake", within: 5 } },
      },
    },
  ],
  ["a query", { connection: "shop", query: "select 1", checks: { some: { rows: { min: 1 } } } }],
])("%s", (_, inputs) => {
  const action = actionOf(inputs);
  const written = checkInputs(action);
  expect(actionOf(written)).toEqual(action);
  expect(checkInputs(actionOf(written))).toEqual(written);
  expect(written).toMatchObject(inputs);
});

test("what is not said has its default", () => {
  const { checks, sample } = actionOf({
    ...{ connection: "shop", table: "t" },
    checks: { a: { rows: { usual: "10%" } }, b: { equals: { figure: "1", query: "select 1" } } },
  });
  expect(sample).toBe(0);
  expect(checks).toMatchObject([
    { onFailure: "block", rule: { usual: { of: 14 } } },
    { onFailure: "block", rule: { within: { absolute: 0 }, elsewhere: null } },
  ]);
});

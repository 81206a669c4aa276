import { expect, test } from "vitest";
import { mayUse, type UseAsked, usesOfTask } from "#core/access/run-use.ts";
import type { PostgresConnection } from "#core/connections/postgres.ts";
import { rulesOf } from "#core/registration.ts";
import { sqlAction } from "#core/sql-action.ts";
import { task } from "#test/support/deploy.ts";

const asked: UseAsked = {
  identity: { kind: "run" },
  use: { kind: "secret", name: "finance/token" },
  named: [{ kind: "secret", name: "finance/token" }],
  ceilings: rulesOf({ allow: { secrets: ["finance/*"] } }),
};

const connection: PostgresConnection = {
  type: "postgres",
  ...{ host: "db.example", port: 5432, database: "d", user: "u", password: "db/reader" },
  ssl: "verify",
  ca: null,
};
const ask = sqlAction({ connection: "orders", sql: "select 1" }, connection);

test("a task uses what it names: its connection, and secrets", () => {
  expect(usesOfTask(task("a"))).toEqual([]);
  expect(usesOfTask({ ...task("a"), secrets: undefined as never })).toEqual([]);
  expect(usesOfTask(task("a", { action: ask, secrets: ["db/reader"] }))).toEqual([
    { kind: "connection", name: "orders" },
    { kind: "secret", name: "db/reader" },
  ]);
});

test("a run uses what its definition names and its registration allows", () => {
  expect(mayUse(asked)).toEqual({ allowed: true, policies: ["built-in#run-uses-named-secret"] });
  expect(mayUse({ ...asked, ceilings: null }).allowed).toBe(true);
  const orders = { kind: "connection", name: "orders" } as const;
  expect(mayUse({ ...asked, use: orders, named: [orders] })).toEqual({
    allowed: true,
    policies: ["built-in#run-uses-named-connection"],
  });
});

test.each<[string, Partial<UseAsked>]>([
  ["a person, whatever a definition names", { identity: { kind: "user" } }],
  ["whoever has the local token", { identity: { kind: "local" } }],
  ["a run whose definition does not name it", { named: [{ kind: "secret", name: "finance" }] }],
  ["a connection of a secret's name", { use: { kind: "connection", name: "finance/token" } }],
  ["a run whose registration does not allow it", { ceilings: rulesOf({ allow: { secrets: [] } }) }],
])("refuses %s", (_, change) => {
  expect(mayUse({ ...asked, ...change })).toEqual({ allowed: false, policies: [] });
});

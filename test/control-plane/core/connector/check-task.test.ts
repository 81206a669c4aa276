import { expect, test } from "vitest";
import { readConnection } from "#core/connection.ts";
import { connectionProblems } from "#core/connector/check-task.ts";
import type { Connector } from "#core/connector/connector.ts";
import { shippedConnector } from "#core/connector/source.ts";
import { parseFile } from "#core/parse.ts";

// What a task says of a connector is in the golden cases connector-invalid and invalid-connector.

const databricks = shippedConnector("databricks")?.connector as Connector;
const problems = (yaml: string): string[] =>
  connectionProblems(
    readConnection("connections/a.yaml", parseFile("connections/a.yaml", yaml)),
    "databricks",
    databricks,
  ).map(({ message }) => message);

test("a connection has the values of its connector, and names secrets as secrets", () => {
  expect(problems("type: databricks\nhost: a.example\ntoken: team/token\n")).toEqual([]);
  expect(problems("type: databricks\ntoken: dapi 123\nhots: a\n")).toEqual([
    "`token` is the name of a secret, such as finance/token",
    'databricks knows no "hots"',
    "databricks needs `host`",
  ]);
});

test("one of another kind is told from it", () => {
  expect(problems("type: snowflake\naccount: x\n")).toEqual([
    "it is of type snowflake, not databricks",
  ]);
  expect(problems("type: postgres\nhost: a\ndatabase: b\nuser: c\n")).toEqual([
    "it is of type postgres, and databricks needs its own",
  ]);
});

import { expect, test } from "vitest";
import type { Connector } from "#core/connector/connector.ts";
import { playedAction, readConversation } from "#core/connector/played.ts";
import { shippedConnector } from "#core/connector/source.ts";
import { parseFile } from "#core/parse.ts";

const conversation = `connection: {host: a.example, token: t0ken}
inputs: {job_id: 1}
conversation: [{request: {method: POST, url: "*"}, answer: {}}]
expect: {ends: failed}
`;

test("secrets of a conversation reach the requests, and are no fields of the connection", () => {
  const read = readConversation(parseFile("a.yaml", conversation));
  if (!("conversation" in read)) throw new Error("it has errors");
  const connector = shippedConnector("databricks")?.connector as Connector;
  const { action, secrets } = playedAction("databricks", connector, read.conversation);
  expect(secrets).toEqual({ token: "t0ken" });
  expect(action).toMatchObject({ connection: { host: "a.example" }, secrets: { token: "token" } });
});

test("what is wrong with a file is told with its place", () => {
  const read = readConversation(parseFile("a.yaml", "expect: {ends: well}\n"));
  expect("diagnostics" in read && read.diagnostics.map(({ code }) => code)).toEqual([
    "missing-property",
    "unknown-value",
  ]);
});

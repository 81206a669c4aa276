import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Connector } from "#core/connector/connector.ts";
import { playedAction, readConversation } from "#core/connector/played.ts";
import { shippedConnector } from "#core/connector/source.ts";
import { parseFile } from "#core/parse.ts";
import { playConversation } from "#executors/connector/play.ts";
import type { ConversationSpec } from "#schemas/types.ts";

const folder = path.join(import.meta.dirname, "../../../../control-plane/connectors/conversations");

const conversations = readdirSync(folder).flatMap((name) =>
  readdirSync(path.join(folder, name)).map((file) => [name, file] as const),
);

function read(name: string, file: string): ConversationSpec {
  const found = readConversation(
    parseFile(file, readFileSync(path.join(folder, name, file), "utf8")),
  );
  if ("diagnostics" in found)
    throw new Error(found.diagnostics.map(({ message }) => message).join("\n"));
  return found.conversation;
}

async function play(name: string, conversation: ConversationSpec): Promise<string[]> {
  const connector = shippedConnector(name)?.connector as Connector;
  const { action, secrets } = playedAction(name, connector, conversation);
  return (await playConversation(action, secrets, conversation)).findings;
}

describe("conversations of the connectors that come with Trunkline", () => {
  test.each(conversations)("%s: %s", async (name, file) => {
    expect(await play(name, read(name, file))).toEqual([]);
  });

  test.each([...new Set(conversations.map(([name]) => name))])(
    "%s has one that ends well and one that doesn't",
    (name) => {
      const ends = conversations
        .filter(([of]) => of === name)
        .map(([, file]) => read(name, file).expect.ends === "succeeded");
      expect(new Set(ends)).toEqual(new Set([true, false]));
    },
  );
});

test("snowflake by its key pair: each request carries a token that was signed here", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const conversation = read("snowflake", "succeeds.yaml");
  const { token: _, ...connection } = conversation.connection ?? {};
  const findings = await play("snowflake", {
    ...conversation,
    connection: {
      ...connection,
      ...{ account: "ACC", user: "ETL" },
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    },
    conversation: conversation.conversation.map((one) => ({
      ...one,
      request: {
        ...one.request,
        headers: {
          authorization: "Bearer eyJ*.*.*",
          "X-Snowflake-Authorization-Token-Type": "KEYPAIR_JWT",
        },
      },
    })),
  });
  expect(findings).toEqual([]);
});

test("a conversation that goes otherwise is told request by request", async () => {
  const conversation = read("databricks", "succeeds.yaml");
  const [first, ...others] = conversation.conversation;
  if (!first) throw new Error("it is empty");
  const wrong = {
    ...first,
    request: { ...first.request, json: { job_id: 8, idempotency_token: "*" } },
  };
  expect(
    await play("databricks", {
      ...conversation,
      conversation: [wrong, ...others.slice(0, 2)],
      expect: { ends: "failed" },
    }),
  ).toContain("request 1: the body.job_id is 7, and 8 is expected");
});

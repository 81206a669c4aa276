// The action of a conversation: its connector with the values that the conversation gives.

import type { ConversationSpec } from "#schemas/types.ts";
import { validateConversation } from "#schemas/validators.js";
import type { ConnectorAction } from "../action.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import type { SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { connectorAction } from "./action.ts";
import type { Connector } from "./connector.ts";

/** A file of a conversation, or what is wrong with it. */
export function readConversation(
  file: SpecFile,
): { conversation: ConversationSpec } | { diagnostics: Diagnostic[] } {
  const problems: Problem[] = [];
  const spec = validateFile<ConversationSpec>(file, validateConversation, problems);
  const diagnostics = [...file.diagnostics, ...locateAll([file], problems)];
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  return spec === undefined || isBroken ? { diagnostics } : { conversation: spec };
}

/** Secrets stand in the conversation as they are, under the connector's names for them. */
export function playedAction(
  name: string,
  connector: Connector,
  { connection = {}, inputs = {} }: ConversationSpec,
): { action: ConnectorAction; secrets: Record<string, string> } {
  const named = Object.keys(connector.connection?.secrets ?? {}).filter((key) =>
    Object.hasOwn(connection, key),
  );
  const outputs = Object.keys(connector.outputs ?? {});
  const system = { type: name, values: connection };
  const action = connectorAction(
    name,
    connector,
    { ...inputs, connection: "played" },
    system,
    outputs,
  );
  return {
    action: { ...action, secrets: Object.fromEntries(named.map((key) => [key, key])) },
    secrets: Object.fromEntries(named.map((key) => [key, String(connection[key])])),
  };
}

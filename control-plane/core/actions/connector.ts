// `uses: NAME`, of a connector.

import type { TaskSpec } from "#schemas/types.ts";
import type { ConnectorAction } from "../action.ts";
import { placeOfText } from "../ceilings/pattern.ts";
import { connectorAction, connectorInputs } from "../connector/action.ts";
import { checkConnectorTask } from "../connector/check-task.ts";
import { hostTexts } from "../connector/places.ts";
import { renderText } from "../connector/render.ts";
import { ExpressionError } from "../expression.ts";
import { isEqual, say } from "../plan/said.ts";
import { mapChanges, quoted } from "../plan/wording.ts";
import { otherChanges } from "./changes.ts";
import { type Kind, reachesNothing, type Systems } from "./kind.ts";

export const connector: Kind<ConnectorAction> = {
  ...reachesNothing,
  needs: null,
  check(task, source, problems) {
    const found = source.connector(task.spec.uses ?? "");
    if (found !== undefined) checkConnectorTask(task, found, source, problems);
  },
  action: actionOf,
  spec: (action) => ({ uses: action.connectorName, with: connectorInputs(action) }),
  connections: ({ connectionName }) => (connectionName === null ? [] : [connectionName]),
  secrets: ({ secrets }) => Object.values(secrets),
  places: hostsOf,
  text: nameText,
  changes(before, after) {
    const named =
      nameText(before) === nameText(after)
        ? []
        : [say("work", `${nameText(before)} → ${nameText(after)}`)];
    const maps = (["inputs", "connection", "secrets"] as const).flatMap((key) =>
      mapChanges(texts(before[key]), texts(after[key]), quoted).map((text) =>
        say("work", `${key}: ${text}`),
      ),
    );
    const isOther = !isEqual(before.connector, after.connector);
    const other =
      isOther && named.length === 0
        ? [say("work", `the connector ${after.connectorName} is another`)]
        : [];
    return [...named, ...maps, ...other, ...otherChanges(before, after, told)];
  },
  reaches: (action) => [
    `uses ${action.connectorName}`,
    `connection ${action.connectionName}`,
    ...filesOf(action).map((path) => `files of ${path}`),
  ],
  system: ({ connectorName }) => connectorName,
};

const told = [
  ...(["kind", "connectorName", "connector", "connectionName"] as const),
  ...(["inputs", "connection", "secrets"] as const),
];

function actionOf(spec: TaskSpec, source: Systems): ConnectorAction {
  const { uses = "" } = spec;
  const found = source.connector(uses)?.connector;
  if (!found) throw new Error(`the connector "${uses}" was not validated`);
  const name = spec.with?.connection;
  const connection = typeof name === "string" ? source.connection(name)?.system : null;
  const outputs = Object.keys(spec.outputs ?? {});
  return connectorAction(uses, found, spec.with ?? {}, connection ?? null, outputs);
}

function nameText({ connectorName, connectionName }: ConnectorAction): string {
  return `runs on ${connectorName}${connectionName === null ? "" : ` by ${connectionName}`}`;
}

/** Of all its requests; what is in the way of a URL shows when it is asked. */
function hostsOf(action: ConnectorAction): string[] {
  const { connection } = action;
  const urls = hostTexts(action.connector).flatMap((text) => {
    try {
      return placeOfText(renderText(text, { connection })) ?? [];
    } catch (error) {
      if (error instanceof ExpressionError) return [];
      throw error;
    }
  });
  return [...new Set(urls)];
}

/** Paths of the files that it sends, as the task writes them. */
function filesOf({ connector: { submit }, connection, inputs }: ConnectorAction): string[] {
  const written = [submit, ...(submit.then ?? [])].flatMap(({ file }) => file ?? []);
  return written.map((text) => {
    try {
      return renderText(text, { connection, inputs });
    } catch (error) {
      if (error instanceof ExpressionError) return text;
      throw error;
    }
  });
}

const texts = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));

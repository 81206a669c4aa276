// A connector executor against a real server, for the tests of this folder.

import type { ConnectorAction } from "#core/action.ts";
import { readConnector } from "#core/connector/read.ts";
import { parseFile } from "#core/parse.ts";
import { type ConnectorExecutorOptions, createConnectorExecutor } from "#executors/connector.ts";
import type { Handler } from "#test/support/web-server.ts";
import { type Served, served } from "./served.ts";

export type ConnectorUnderTest = Served<ReturnType<typeof createConnectorExecutor>>;

export const connectorUnderTest = (
  handler: Handler,
  options: ConnectorExecutorOptions = {},
): Promise<ConnectorUnderTest> => served(handler, createConnectorExecutor(options));

/** The action of a connector's text; it must have no problems. */
export function connectorAction(
  yaml: string,
  fields: Partial<ConnectorAction> = {},
): ConnectorAction {
  const file = parseFile("connectors/jobs.yaml", yaml);
  const { connector, problems } = readConnector("connectors/jobs.yaml", file);
  if (connector === null)
    throw new Error(
      problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"),
    );
  return {
    ...{ kind: "connector", connectorName: "jobs", connector, connectionName: "jobs-prd" },
    ...{ connection: {}, secrets: {}, inputs: {}, outputs: [] },
    ...fields,
  };
}

/** A system with jobs; `more` are further properties, on the left margin. */
export const jobsConnector = (url: string, more = "", submit = ""): string => `
description: Jobs for tests.
proof: {mark: documented, date: "2026-11-27", source: this file}
connection:
  fields: {team: {description: The team., optional: true}}
  secrets: {token: {description: A token., optional: true}}
inputs:
  say: {type: string, description: What is said., optional: true}
  job: {type: string, description: Which job., default: any}
  args: {type: object, description: Arguments., optional: true}
base: ${url}
submit:
  path: /jobs/\${{ inputs.job }}
  json: {say: "\${{ inputs.say }}", key: "\${{ key }}", args: "\${{ inputs.args }}", team: "\${{ connection.team }}"}
  ids: {run: response.body.id}
${submit}
poll:
  path: /runs/\${{ id.run }}
  state:
    succeeded: response.body.state == 'well'
    failed: response.body.state == 'badly'
    cancelled: response.body.state == 'cancelled'
    running: response.body.state == 'running'
  message: response.body.why
cancel: {method: DELETE, path: "/runs/\${{ id.run }}"}
outputs:
  rows: {description: Rows., value: response.body.rows}
limits: {every: 1s, upTo: 1s}
${more}
`;

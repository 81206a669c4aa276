import { expect, test } from "vitest";
import { connectorAction, connectorInputs, fieldsOf } from "#core/connector/action.ts";
import type { Connector } from "#core/connector/connector.ts";

const connector: Connector = {
  base: "https://${{ connection.host }}",
  connection: {
    fields: { host: { description: "" }, port: { description: "", default: 443 } },
    secrets: { token: { description: "" } },
  },
  inputs: {
    job: { type: "string", description: "" },
    size: { type: "string", description: "", default: "small" },
  },
  submit: { ids: { run: "response.body.id" } },
  poll: { state: {} },
  cancel: "none",
};
const connection = { type: "jobs", values: { host: "jobs.example", token: "team/token" } };

test("defaults are supplied, secrets are named and never held, and the inputs come back", () => {
  const action = connectorAction(
    "jobs",
    connector,
    { connection: "jobs-prd", job: "a" },
    connection,
    ["rows"],
  );
  expect(action).toMatchObject({
    connection: { host: "jobs.example", port: 443 },
    secrets: { token: "team/token" },
    inputs: { job: "a", size: "small" },
    outputs: ["rows"],
  });
  const again = connectorAction("jobs", connector, connectorInputs(action), connection, ["rows"]);
  expect(again).toEqual(action);
});

test("`rerun` is the task's and no input of the connector", () => {
  const action = connectorAction("jobs", connector, { job: "a", rerun: "failed" }, null, []);
  expect(action).toMatchObject({ rerun: "failed", inputs: { job: "a" } });
  expect(connectorInputs(action)).toMatchObject({ rerun: "failed", job: "a" });
});

test("fields without a connection are the defaults", () => {
  expect(fieldsOf(connector, null)).toEqual({ port: 443 });
});

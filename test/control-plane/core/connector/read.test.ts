import { describe, expect, test } from "vitest";
import { connectorNameOf, readConnector } from "#core/connector/read.ts";
import { shippedConnectors } from "#core/connector/shipped.ts";
import { parseFile } from "#core/parse.ts";
import { jobsConnector } from "#test/control-plane/executors/connector-under-test.ts";

test("a connector without errors, and the path that names it", () => {
  const path = "connectors/jobs.yaml";
  const found = readConnector(path, parseFile(path, jobsConnector("https://jobs.example")));
  expect(found.problems).toEqual([]);
  expect(found.connector).not.toHaveProperty("proof");
  expect(connectorNameOf(path)).toBe("jobs");
  expect(connectorNameOf("connectors/conversations/jobs.yaml")).toBeNull();
});

describe("connectors that come with Trunkline", () => {
  test.each(Object.entries(shippedConnectors))(
    "%s has no errors, and says its proof",
    (name, yaml) => {
      const path = `connectors/${name}.yaml`;
      const { spec, problems } = readConnector(path, parseFile(path, yaml));
      expect(problems.map(({ path: at, message }) => `${at.join(".")}: ${message}`)).toEqual([]);
      expect(spec?.proof).toMatchObject({ date: expect.any(String), source: expect.any(String) });
    },
  );
});

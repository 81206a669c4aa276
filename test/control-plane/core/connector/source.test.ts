import { expect, test } from "vitest";
import { createSystemReader, shippedConnector } from "#core/connector/source.ts";
import { parseFile } from "#core/parse.ts";
import { jobsConnector } from "#test/control-plane/executors/connector-under-test.ts";

const files = new Map([
  ["connectors/databricks.yaml", jobsConnector("https://own.example")],
  ["connectors/broken.yaml", "base: 5\n"],
  ["connections/a.yaml", "type: databricks\nhost: x\n"],
]);
const reader = createSystemReader(
  (path) => (files.has(path) ? parseFile(path, files.get(path) as string) : undefined),
  [...files.keys()],
);

test("the project's own file counts instead of the one that comes along", () => {
  expect(reader.connector("databricks")?.connector?.base).toBe("https://own.example");
  expect(shippedConnector("databricks")?.connector?.base).toBe("https://${{ connection.host }}");
  expect(reader.connector("nothing")).toBeUndefined();
  expect(reader.connector("../etc")).toBeUndefined();
});

test("what was read tells its problems, once", () => {
  reader.connector("broken");
  reader.connector("broken");
  expect(reader.connection("a")?.system?.type).toBe("databricks");
  const found = reader.diagnostics().filter(({ file }) => file === "connectors/broken.yaml");
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found.map(({ message }) => message)).size).toBe(found.length);
});

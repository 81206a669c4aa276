import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { shippedConnectors } from "#core/connector/shipped.ts";

test("each file of control-plane/connectors comes along, and has conversations", () => {
  const folder = path.join(import.meta.dirname, "../../../../control-plane/connectors");
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const names = files.map((file) => file.replace(".yaml", "")).sort();
  expect(Object.keys(shippedConnectors).sort()).toEqual(names);
  expect(readdirSync(path.join(folder, "conversations")).sort()).toEqual(names);
});

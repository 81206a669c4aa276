import { expect, test } from "vitest";
import { environmentSecrets } from "#secrets/providers/environment.ts";
import { providerContract, question } from "../provider.contract.ts";

providerContract("environment", async () => {
  const environment: Record<string, string> = {};
  const provider = environmentSecrets(environment);
  const variableOf = (name: string) =>
    /variable (\S+)/.exec(provider.place(question(name)))?.[1] ?? "";
  return {
    provider,
    textOnly: true,
    put: async (name, value) => {
      environment[variableOf(name)] = Buffer.from(value).toString();
    },
    remove: async (name) => {
      delete environment[variableOf(name)];
    },
    [Symbol.asyncDispose]: async () => {},
  };
});

test("the prefix and the folders are a part of the variable's name", async () => {
  const source = environmentSecrets({
    TRUNKLINE_SECRET_FINANCE__WAREHOUSE_TOKEN: "b",
    PATH: "/bin",
  });
  expect(await source.read(question("finance/warehouse-token"))).toBe("b");
  expect(await source.read(question("warehouse-token"))).toBe(null);
  expect(await source.read(question("path"))).toBe(null);
  expect(source.place(question("finance/warehouse-token"))).toBe(
    "the variable TRUNKLINE_SECRET_FINANCE__WAREHOUSE_TOKEN of the worker",
  );
});

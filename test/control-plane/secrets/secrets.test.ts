import { expect, test } from "vitest";
import { SecretFault, type SecretProvider } from "#secrets/provider.ts";
import { secretsFrom } from "#secrets/secrets.ts";
import { question } from "./provider.contract.ts";

const having = (name: string, values: Record<string, string>): SecretProvider => ({
  name,
  read: async ({ name: secret }) => values[secret] ?? null,
  place: ({ name: secret }) => `${name} as ${secret}`,
});

const any = null;

test("asks in order, those that serve the name", async () => {
  const secrets = secretsFrom([
    { provider: having("first", { token: "1", "hr/token": "1" }), names: ["*"] },
    { provider: having("second", { token: "2", "hr/token": "2" }), names: any },
  ]);
  expect(await secrets.read(question("token"))).toEqual({ value: "1", provider: "first" });
  expect(await secrets.read(question("hr/token"))).toEqual({ value: "2", provider: "second" });
});

test("a registration says who is asked, and the worker's own limits still hold", async () => {
  const secrets = secretsFrom([
    { provider: having("first", { token: "1" }), names: any },
    { provider: having("second", { token: "2" }), names: ["t*"] },
  ]);
  const routes = [
    { names: ["token"], from: ["second", "first"] },
    { names: ["**"], from: ["second"] },
  ];
  expect(await secrets.read(question("token"), routes)).toEqual({ value: "2", provider: "second" });
  expect(await secrets.read(question("other"), routes)).toEqual({
    missing:
      'This worker has no secret "other". None of its providers (`first`, `second`) serves that name: add it to `names` of one in the file of `--secrets`.',
    passes: false,
  });
  expect(await secrets.read(question("token"), [{ names: ["**"], from: ["vault"] }])).toEqual({
    missing:
      'The project\'s registration has the secret "token" asked of `vault`, which this worker does not have. It has `first`, `second`: add `vault` to the file of `--secrets`, or change the registration.',
    passes: false,
  });
});

test("says who was asked and where the value would have to be", async () => {
  const secrets = secretsFrom([
    { provider: having("first", {}), names: any },
    { provider: having("second", {}), names: any },
  ]);
  expect(await secrets.read(question("token"))).toEqual({
    missing:
      'This worker has no secret "token". It asked `first`, `second`. Put it into first as token, or second as token.',
    passes: false,
  });
});

test("one that can't answer is not passed over: the next might have an old value", async () => {
  const broken: SecretProvider = {
    ...having("broken", {}),
    read: () => Promise.reject(new SecretFault("It is sealed.", { passes: true })),
  };
  const secrets = secretsFrom([
    { provider: broken, names: any },
    { provider: having("second", { token: "old" }), names: any },
  ]);
  expect(await secrets.read(question("token"))).toEqual({
    missing: 'The secret "token" can\'t be had. It is sealed.',
    passes: true,
  });
});

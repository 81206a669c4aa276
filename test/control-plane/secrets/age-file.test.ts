import { expect, test } from "vitest";
import { changedSecretsFile, readSecretsFile } from "#secrets/age-file.ts";

const armored = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";

test("a changed value changes its lines alone, and comments stay", () => {
  const text = changedSecretsFile(
    "# of the warehouse team\nfinance/token: |\n  -----BEGIN AGE ENCRYPTED FILE-----\n  b2xk\n",
    new Map([["other", armored]]),
  );
  expect(text).toBe(
    "# of the warehouse team\nfinance/token: |\n  -----BEGIN AGE ENCRYPTED FILE-----\n  b2xk\n" +
      "other: |\n  -----BEGIN AGE ENCRYPTED FILE-----\n  YWdl\n  -----END AGE ENCRYPTED FILE-----\n",
  );
  const changed = changedSecretsFile(text, new Map([["finance/token", armored]]));
  expect([...readSecretsFile("f", changed)]).toEqual([
    ["finance/token", armored],
    ["other", armored],
  ]);
  expect(changed).toContain("# of the warehouse team");
  expect(
    changedSecretsFile(changedSecretsFile("", new Map([["a", armored]])), new Map([["a", null]])),
  ).toBe("");
});

test.each([
  [
    "a value in clear",
    "ok: |\n  -----BEGIN AGE ENCRYPTED FILE-----\ntoken: hunter22\n",
    /^secrets\/prod.yaml:3 has a value for "token" that is not encrypted/,
  ],
  ["no name", "Token: x\n", /:1 has a key that is no name of a secret/],
  ["a file of sops", "a: ENC[x]\nsops: {version: 3.9.0}\n", /prod.yaml is a file of sops/],
  ["a list", "- hunter22\n", /:1 has to have names/],
  ["something deeper", "token: {value: hunter22}\n", /:1 has to have one text/],
  ["a name twice", "a: x\na: hunter22\n", /:2 can't be read as YAML \(DUPLICATE_KEY\)/],
  ["no YAML", "a: [hunter22\n", /can't be read as YAML/],
])("%s is refused at its line, without the value", (_, text, message) => {
  const read = () => readSecretsFile("secrets/prod.yaml", text);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/hunter22/);
});

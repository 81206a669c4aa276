import { expect, test } from "vitest";
import {
  changedSecretsFile,
  environmentOf,
  isSecretName,
  readRecipients,
  readSecretsFile,
} from "#secrets/age-file.ts";

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
  ["no name", "Token: x\n", /:1 is no name of a secret/],
  ["a list", "- hunter22\n", /:1 has to have names/],
  ["something deeper", "token: {value: hunter22}\n", /:1 has to have one text/],
  ["a name twice", "a: x\na: hunter22\n", /:2 can't be read as YAML \(DUPLICATE_KEY\)/],
  ["no YAML", "a: [hunter22\n", /can't be read as YAML/],
])("%s is refused at its line, without the value", (_, text, message) => {
  const read = () => readSecretsFile("secrets/prod.yaml", text);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/hunter22/);
});

test("names, recipients and environments", () => {
  expect(["a", "a-b/c2"].every(isSecretName)).toBe(true);
  expect(["", "A", "../a", "a/", "a//b", `a${"a".repeat(100)}`].some(isSecretName)).toBe(false);
  expect(readRecipients("# ada\nage1abc\n\n  age1def \r\n")).toEqual(["age1abc", "age1def"]);
  expect(environmentOf("secrets/prod.yaml")).toBe("prod");
  expect(environmentOf("secrets/prod/x.yaml")).toBe(null);
});

import { expect, test } from "vitest";
import {
  environmentOf,
  isCutOff,
  isRecipientsFile,
  readAgeFile,
  readRecipients,
} from "#core/age/age-file.ts";

const armored = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";
const block = (text: string) => `|\n  ${text.trimEnd().replaceAll("\n", "\n  ")}\n`;

test("all that is wrong is found at once, and what is right is there", () => {
  const text = `a/b: ${block(armored)}token: hunter22\nToken: x\nc: [hunter22]\n`;
  const { values, faults } = readAgeFile(text);
  expect([...values.keys()]).toEqual(["a/b"]);
  expect(faults.map(({ line, isInClear }) => [line, isInClear])).toEqual([
    [5, true],
    [6, false],
    [7, false],
  ]);
  expect(JSON.stringify(faults)).not.toContain("hunter22");
});

test("an empty file has nothing, and one of sops is none of ours", () => {
  expect(readAgeFile("# none yet\n")).toMatchObject({ faults: [], isForeign: false });
  const sops = readAgeFile("token: ENC[AES256_GCM,data:x]\nsops: {version: 3.9.0}\n");
  expect(sops).toMatchObject({ faults: [], isForeign: true });
});

test("a value that is cut off", () => {
  expect(isCutOff(armored)).toBe(false);
  expect(isCutOff(armored.slice(0, 40))).toBe(true);
});

test("recipients and environments", () => {
  expect(readRecipients("# ada\nage1abc\n\n  age1def \r\n")).toEqual(["age1abc", "age1def"]);
  expect(environmentOf("secrets/prod.yaml")).toBe("prod");
  expect(environmentOf("secrets/prod/x.yaml")).toBe(null);
  expect(isRecipientsFile("secrets/recipients")).toBe(true);
  expect(isRecipientsFile("secrets/prod.recipients")).toBe(true);
  expect(isRecipientsFile("secrets/prod.yaml")).toBe(false);
});

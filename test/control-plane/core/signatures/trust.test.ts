import { expect, test } from "vitest";
import { plainFingerprint, readTrust, trustText } from "#core/signatures/trust.ts";

const block = (text: string) =>
  `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${text}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
const texts = { allowedSigners: "", pgpKeys: "", revoked: [], forges: [] };

test("keys of PGP are taken block by block, with comments between them", () => {
  const pgpKeys = `Ada's\n${block("a")}\nGrace's\n${block("b")}`;
  expect(readTrust({ ...texts, pgpKeys })).toMatchObject({
    pgpKeys: [block("a").trim(), block("b").trim()],
    problems: [],
  });
});

test("what is wrong is said with its line", () => {
  const { problems } = readTrust({
    ...texts,
    allowedSigners: "# people\nada",
    pgpKeys: "\n-----BEGIN PGP PRIVATE KEY BLOCK-----",
  });
  expect(problems).toEqual([
    { line: 2, message: expect.stringContaining("PRINCIPALS") },
    { line: 2, message: "a private key is among the public ones" },
  ]);
  const cut = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc";
  expect(readTrust({ ...texts, pgpKeys: cut }).problems).toEqual([
    { line: 1, message: "a block of a PGP key does not end" },
  ]);
});

test("fingerprints are compared without blanks, padding and, for PGP, case", () => {
  expect(plainFingerprint("abcd ef01")).toBe("ABCDEF01");
  expect(plainFingerprint("SHA256:aBc=")).toBe("SHA256:aBc");
});

test("the text that names it holds everything that is trusted", () => {
  expect(trustText({ ...texts, revoked: ["SHA256:x"] })).not.toBe(trustText(texts));
});

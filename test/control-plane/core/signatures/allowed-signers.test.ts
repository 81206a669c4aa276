import { describe, expect, test } from "vitest";
import { parseAllowedSigners, signerRefusal } from "#core/signatures/allowed-signers.ts";

const key = "AAAAC3NzaC1lZDI1NTE5AAAAIGo=";
const one = (line: string) => parseAllowedSigners(line).signers[0];
const problem = (line: string) => parseAllowedSigners(line).problems[0]?.message;
const instant = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

describe("a file of allowed signers", () => {
  test("has principals, options, the key and maybe a comment in each line", () => {
    const text = [
      "# people",
      "",
      `ada@example.com ssh-ed25519 ${key} laptop`,
      `"ada@example.com,ada@example.org" namespaces="git,file",valid-after="20260101" ssh-ed25519 ${key}`,
      `*@example.com valid-before=202602011230Z ssh-ed25519 ${key}\r`,
    ].join("\n");
    const none = { namespaces: null, validAfter: null, validBefore: null };
    const all = { keyType: "ssh-ed25519", key };
    expect(parseAllowedSigners(text)).toEqual({
      problems: [],
      signers: [
        { principals: "ada@example.com", ...none, ...all, line: 3 },
        {
          ...{ principals: "ada@example.com,ada@example.org", ...none, ...all, line: 4 },
          ...{ namespaces: "git,file", validAfter: instant("2026-01-01T00:00:00Z") },
        },
        {
          ...{ principals: "*@example.com", ...none, ...all, line: 5 },
          validBefore: instant("2026-02-01T12:30:00Z"),
        },
      ],
    });
  });

  test.each([
    [`ada cert-authority ssh-ed25519 ${key}`, "certificates (cert-authority) are not read"],
    [`ada no-touch-required ssh-ed25519 ${key}`, "the option no-touch-required is unknown"],
    [`ada valid-after="tomorrow" ssh-ed25519 ${key}`, 'not "tomorrow"'],
    [`ada valid-after="20260230" ssh-ed25519 ${key}`, 'not "20260230"'],
    [`ada namespaces="git ssh-ed25519 ${key}`, "is not closed"],
    [`ssh-ed25519 ${key}`, "PRINCIPALS [OPTIONS] KEYTYPE KEY"],
    ["ada", "PRINCIPALS [OPTIONS] KEYTYPE KEY"],
    ["ada ssh-ed25519 not/base64!", "PRINCIPALS [OPTIONS] KEYTYPE KEY"],
  ])("says what is wrong with %s", (line, message) => {
    expect(problem(line)).toContain(message);
    expect(one(line)).toBeUndefined();
  });

  test("lets a key sign for its purposes and its time", () => {
    const signer = one(
      `ada namespaces="git*,!gitx",valid-after=20260101,valid-before=20260201 ssh-ed25519 ${key}`,
    );
    if (!signer) throw new Error("not read");
    const refusal = (namespace: string, at: string) =>
      signerRefusal(signer, namespace, instant(at));
    expect(refusal("git", "2026-01-01T00:00:00Z")).toBeNull();
    expect(refusal("git", "2026-01-31T23:59:59Z")).toBeNull();
    expect(refusal("git", "2025-12-31T23:59:59Z")).toContain("from 2026-01-01T00:00:00Z on");
    expect(refusal("git", "2026-02-01T00:00:00Z")).toContain("before 2026-02-01T00:00:00Z only");
    expect(refusal("gitx", "2026-01-01T00:00:00Z")).toContain("not for gitx");
    expect(refusal("file", "2026-01-01T00:00:00Z")).toContain("not for file");
  });
});

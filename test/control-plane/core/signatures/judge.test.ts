import { expect, test } from "vitest";
import { signatureHold, signatureRefusal } from "#core/signatures/judge.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";

const verdict = (given: Partial<SignatureVerdict>): SignatureVerdict => ({
  ...{ commit: "1a2b3c4d5e6f7a8b", state: "good", kind: "ssh", fingerprint: "SHA256:x" },
  ...{ signer: "ada@example.com", isForge: false, reason: null },
  ...given,
});

test.each([
  [{}, false, false, null],
  [{ state: "unsigned" as const, fingerprint: null }, true, true, "1a2b3c4d5e6f is not signed"],
  [{ isForge: true }, true, false, null],
  [{ isForge: true }, false, true, null],
  [{ isForge: true }, false, false, "it was not merged there"],
])("%j, merge %j, by the forge %j: %j", (given, isMerge, isMergedByForge, refusal) => {
  const found = signatureRefusal({ verdict: verdict(given), isMerge, isMergedByForge });
  if (refusal === null) expect(found).toBeNull();
  else expect(found).toContain(refusal);
});

test("of many the first is named", () => {
  expect(signatureHold([])).toBeNull();
  expect(signatureHold(["a"])).toBe("a");
  expect(signatureHold(["a", "b", "c"])).toBe("a (and 2 more)");
});

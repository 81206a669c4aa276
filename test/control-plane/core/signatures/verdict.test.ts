import { expect, test } from "vitest";
import { describeSignature, type SignatureVerdict } from "#core/signatures/verdict.ts";

const verdict: SignatureVerdict = {
  ...{ commit: "1a2b3c4d5e6f7a8b9c0d", state: "good", kind: "ssh", fingerprint: "SHA256:x" },
  ...{ signer: "ada@example.com", isForge: false, reason: null },
};

test("a verdict is one sentence", () => {
  expect(describeSignature(verdict)).toBe("commit 1a2b3c4d5e6f is signed by ada@example.com");
  expect(describeSignature({ ...verdict, state: "unknown", signer: null })).toBe(
    "commit 1a2b3c4d5e6f is signed by an unknown key (SHA256:x)",
  );
  expect(describeSignature({ ...verdict, state: "notAllowed", reason: "it ended" })).toBe(
    "commit 1a2b3c4d5e6f is signed by a key that may not (SHA256:x): it ended",
  );
  const none = { kind: null, fingerprint: null, signer: null };
  expect(describeSignature({ ...verdict, ...none, state: "unsigned" })).toBe(
    "commit 1a2b3c4d5e6f is not signed",
  );
});

import { expect, test } from "vitest";
import { seal, unseal } from "#access/sealed.ts";

test("only the handle opens it, and nothing that was changed", () => {
  const sealed = seal("handle", { nonce: "n" });
  expect(unseal("handle", sealed)).toEqual({ nonce: "n" });
  expect(sealed.toString("latin1")).not.toContain("nonce");
  expect(() => unseal("other", sealed)).toThrow();
  for (const at of [0, 12, 28, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => unseal("handle", changed)).toThrow();
  }
  expect(() => unseal("handle", sealed.subarray(0, 20))).toThrow();
});

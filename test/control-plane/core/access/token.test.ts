// Tokens that are nearly right: cut off, longer, with other letters, or the kind that a state folder has.

import fc from "fast-check";
import { expect, test } from "vitest";
import { idFrom, isTokenId, parseToken, writeToken } from "#core/access/token.ts";

const secret = `${"A".repeat(40)}_-z`;
const token = writeToken({ id: "0123456789ab", secret });

test("a token is read as it was written, also where its secret has the letter between the parts", () => {
  expect(parseToken(token)).toEqual({ id: "0123456789ab", secret });
});

test("no beginning of a token, nothing longer and nothing with another character is one", () => {
  for (let length = 0; length < token.length; length++)
    expect(parseToken(token.slice(0, length))).toBeNull();
  for (const wrong of [`${token}A`, ` ${token}`, token.replace("_-z", "+/z"), token.toUpperCase()])
    expect(parseToken(wrong)).toBeNull();
  expect(parseToken(`trunkline_${"a".repeat(43)}`)).toBeNull();
});

test("ids are 12 letters and digits that nobody mistakes for one another", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 20 }), (bytes) => {
      const id = idFrom(bytes);
      expect(isTokenId(id)).toBe(true);
      expect(id).not.toMatch(/[ilou]/);
    }),
  );
  for (const wrong of ["", "0123456789a", "0123456789aB", "../../etc/pw", "0123456789ab\n"])
    expect(isTokenId(wrong)).toBe(false);
});

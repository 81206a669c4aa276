import { expect, test } from "vitest";
import { printable } from "#core/printable.ts";

test.each([
  ["marks of direction", "a\u200e\u200f\u061cb", "a\ufffd\ufffd\ufffdb"],
  ["turned and isolated writing", "a\u202a\u202e\u2066\u2069b", "a\ufffd\ufffd\ufffd\ufffdb"],
  [
    "no width, soft hyphens, byte order marks",
    "a\u200b\u2060\u00ad\ufeffb",
    "a\ufffd\ufffd\ufffd\ufffdb",
  ],
  [
    "operators that can't be seen, and interlinear notes",
    "\u2061\u2064\ufff9\ufffb",
    "\ufffd".repeat(4),
  ],
  ["text hidden in tags", "a\u{e0001}\u{e0041}\u{e007f}", "a\ufffd\ufffd\ufffd"],
  ["control characters of both ranges", "\u0000\u001b\u007f\u009b", "\ufffd".repeat(4)],
  [
    "line breaks of all kinds",
    "a\nb\rc\u2028d\u2029e\u0085f",
    "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf",
  ],
  [
    "what is written with joiners, and tabs",
    "می\u200cخواهم\t👩\u200d💻 ä漢",
    "می\u200cخواهم\t👩\u200d💻 ä漢",
  ],
])("%s", (_, text, shown) => expect(printable(text)).toBe(shown));

test("every character of the categories, and no other, is replaced", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    const stays = code === 9 || code === 0x200c || code === 0x200d;
    const isUnseen = !stays && /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(character);
    if ((printable(character) === "\ufffd") !== (isUnseen || code === 0xfffd))
      expect.fail(`U+${code.toString(16)}`);
  }
});

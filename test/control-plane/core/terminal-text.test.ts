// Escape sequences that a log, an answer or a commit could bring to a terminal.

import fc from "fast-check";
import { expect, test } from "vitest";
import { TerminalText, terminalText } from "#core/terminal-text.ts";

const esc = "\u001b";

test.each([
  ["a window's title", `${esc}]0;owned\u0007`, "\ufffd]0;owned\ufffd"],
  ["the clipboard", `${esc}]52;c;cm0gLXJm\u0007`, "\ufffd]52;c;cm0gLXJm\ufffd"],
  ["a cleared screen", `${esc}[2J${esc}[H`, "\ufffd[2J\ufffd[H"],
  ["a link", `${esc}]8;;http://x${esc}\\here`, "\ufffd]8;;http://x\ufffd\\here"],
  [
    "an answer of the terminal",
    `${esc}[6n${esc}[c${esc}P$q"p${esc}\\`,
    '\ufffd[6n\ufffd[c\ufffdP$q"p\ufffd\\',
  ],
  ["the same in one byte", "\u009b2J\u009d0;x\u009c", "\ufffd2J\ufffd0;x\ufffd"],
  ["what is written over", "rm -rf /\rls       ", "rm -rf /\nls       "],
  ["what is deleted", "rm\b\bls\u007f", "rm\ufffd\ufffdls\ufffd"],
  ["the direction of writing", "a\u202eb\u2066c\u200f", "a\ufffdb\ufffdc\ufffd"],
  ["what can't be seen", "a\u200b\u00ad\ufeffb\u{e0041}", "a\ufffd\ufffd\ufffdb\ufffd"],
  ["colours", `${esc}[1;31mred${esc}[0m${esc}[m`, `${esc}[1;31mred${esc}[0m${esc}[m`],
  ["what only looks like a colour", `${esc}[31`, "\ufffd[31"],
  ["tabs, lines, other scripts", "a\tb\r\nc\nä漢🎉", "a\tb\nc\nä漢🎉"],
])("%s", (_, text, shown) => expect(terminalText(text)).toBe(shown));

test("wherever a text is cut into pieces, the same comes of it", () => {
  const piece = fc.constantFrom(
    esc,
    "[",
    "3",
    "1",
    ";",
    "m",
    "\r",
    "\n",
    "a",
    "\u009b",
    "\u202e",
    "\u{e0041}",
    "🎉",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(30)), (letters, cuts) => {
      const text = letters.join("");
      const pieces = new TerminalText();
      let [shown, from] = ["", 0];
      for (const at of cuts.filter((cut) => cut < text.length).sort((a, b) => a - b)) {
        shown += pieces.add(text.slice(from, at));
        from = at;
      }
      shown += pieces.add(text.slice(from)) + pieces.end();
      expect(shown).toBe(terminalText(text));
    }),
  );
});

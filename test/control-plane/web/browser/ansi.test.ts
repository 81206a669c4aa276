import fc from "fast-check";
import { expect, test } from "vitest";
import { type Piece, piecesOf, plain, type Style } from "#web/browser/ansi.ts";

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join("");
const esc = "\u001b";

test("colours become classes, and go on in the next line until they are put back", () => {
  const first = piecesOf(`a ${esc}[1;31mERROR${esc}[22m: x`, plain);
  expect(first.pieces).toEqual([
    { text: "a ", classes: [] },
    { text: "ERROR", classes: ["ansi-red", "ansi-bold"] },
    { text: ": x", classes: ["ansi-red"] },
  ]);
  expect(piecesOf(`y${esc}[0mz`, first.style).pieces).toEqual([
    { text: "y", classes: ["ansi-red"] },
    { text: "z", classes: [] },
  ]);
});

test("a line that was drawn over shows what a terminal would; titles and links of terminals are gone", () => {
  expect(textOf(piecesOf("10 %\r55 %\r100 %\r", plain).pieces)).toBe("100 %");
  expect(
    textOf(piecesOf(`a${esc}]0;rm -rf\u0007b${esc}]8;;https://evil\u001b\\c`, plain).pieces),
  ).toBe("abc");
});

test("numbers of 256 and of true colours are no other codes", () => {
  expect(piecesOf(`${esc}[38;5;31mx${esc}[38;2;1;31;32my`, plain).pieces).toEqual([
    { text: "x", classes: [] },
    { text: "y", classes: [] },
  ]);
});

/** What a hostile log is made of. */
const part = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ...[
      `${esc}[31m`,
      `${esc}[0m`,
      `${esc}[`,
      esc,
      "\u009b31m",
      `${esc}]0;x`,
      "\u0007",
      "\r",
      "\u0000",
    ],
    ...[
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "&lt;",
      "\u202e",
      "\u2066",
      "\u0085",
    ],
    ...[`${esc}[38;5;`, `${esc}[1;31;<b>m`, `${esc}[999999999999999999m`, `${esc}[constructorm`],
  ),
  fc.integer({ min: -1, max: 300 }).map((code) => `${esc}[${code}m`),
);

test("whatever a log says: only known classes, and no character that hides or turns round text", () => {
  const classes = /^ansi-(black|red|green|yellow|blue|magenta|cyan|white|bold)$/;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that must not be left
  const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  fc.assert(
    fc.property(fc.array(fc.array(part).map((parts) => parts.join(""))), (lines) => {
      let style: Style = plain;
      for (const line of lines) {
        const read = piecesOf(line, style);
        style = read.style;
        for (const piece of read.pieces) {
          expect(piece.text).not.toMatch(unseen);
          expect(piece.classes.every((one) => classes.test(one))).toBe(true);
        }
      }
    }),
  );
});

test("what has none of that stays as it is, markup included", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~äß漢\t]*$/), (line) => {
      expect(textOf(piecesOf(line, plain).pieces)).toBe(line);
    }),
  );
});

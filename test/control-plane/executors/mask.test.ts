import fc from "fast-check";
import { expect, test } from "vitest";
import { Masker, maskText } from "#executors/mask.ts";

function through(secrets: string[], pieces: string[]): string {
  const masker = new Masker(secrets);
  const shown = pieces.map((piece) => masker.push(Buffer.from(piece)));
  return Buffer.concat([...shown, masker.end()]).toString();
}

test("a value is taken out, in the forms in which tools print it", () => {
  const secret = 'pa"ss wörd';
  const forms = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ];
  expect(through([secret], [forms.join(" | ")])).toBe(`*** | "***" | *** | ***`);
  expect(new Masker([secret]).text(`wörd: ${secret}.`)).toBe("wörd: ***.");
});

test("of a value with several lines each line is one", () => {
  expect(through(["first-line\nsecond-line\n"], ["x first-line y second-line"])).toBe(
    "x *** y ***",
  );
});

test("what is too short to be a secret stays", () => {
  expect(through(["a", ""], ["banana"])).toBe("banana");
});

test("wherever the output is cut, no secret gets through and nothing else is lost", () => {
  const secret = "tok-tok-token";
  const text = fc
    .array(fc.constantFrom("tok-", "t", "token", secret, "ü", "\n", "to"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.array(fc.nat(20)), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const masker = new Masker([secret]);
      const shown: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        shown.push(masker.push(bytes.subarray(at, at + cut)));
        at = Math.min(at + cut, bytes.length);
      }
      shown.push(masker.push(bytes.subarray(at)), masker.end());
      const result = Buffer.concat(shown).toString();
      expect(result).toBe(whole.replaceAll(secret, maskText));
    }),
    { numRuns: 1_000 },
  );
});

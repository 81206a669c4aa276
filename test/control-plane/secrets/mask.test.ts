import fc from "fast-check";
import { expect, test } from "vitest";
import { Masker, maskText } from "#secrets/mask.ts";
import { formsOf } from "#secrets/masked-forms.ts";

function through(secrets: string[], pieces: readonly (string | Uint8Array)[]): string {
  const masker = new Masker(secrets);
  const shown = pieces.map((piece) => Buffer.from(masker.push(Buffer.from(piece))));
  return Buffer.concat([...shown, masker.end()]).toString();
}

/** What is to come out, in the plainest way: every byte of every form is taken out. */
function naively(secrets: readonly string[], text: Uint8Array): string {
  const whole = Buffer.from(text);
  const found = secrets
    .flatMap(formsOf)
    .flatMap((form) => {
      const starts: [number, number][] = [];
      for (let at = whole.indexOf(form); at !== -1; at = whole.indexOf(form, at + 1))
        starts.push([at, at + form.length]);
      return starts;
    })
    .sort(([a, endA], [b, endB]) => a - b || endB - endA);
  const parts: Buffer[] = [];
  let covered = 0;
  for (const [start, end] of found) {
    if (start >= covered) parts.push(whole.subarray(covered, start), Buffer.from(maskText));
    covered = Math.max(covered, end);
  }
  return Buffer.concat([...parts, whole.subarray(covered)]).toString();
}

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of cuts) {
    pieces.push(bytes.subarray(at, at + length));
    at = Math.min(at + length, bytes.length);
  }
  return [...pieces, bytes.subarray(at)];
}

test("a value is taken out, in the forms in which tools print it", () => {
  const secret = 'pa"ss wörd';
  const forms = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("hex"),
    Buffer.from(secret).toString("hex").toUpperCase(),
  ];
  expect(through([secret], [forms.join(" | ")])).toBe('*** | "***" | *** | *** | *** | ***');
  expect(new Masker([secret]).text(`wörd: ${secret}.`)).toBe("wörd: ***.");
});

test("of a value with several lines each longer line is one", () => {
  const secret = "first-line\nshort\n  second-line\n";
  expect(through([secret], ["x first-line y second-line, short"])).toBe("x *** y ***, short");
  expect(through([secret], [secret])).toBe(maskText);
});

test("a line's end behind a value does not protect the value", () => {
  expect(through(["abc12\n"], ["is abc12!"])).toBe("is ***!");
});

test("what is too short to be a secret stays", () => {
  expect(through(["a", "", "abc"], ["banana abc"])).toBe("banana abc");
  expect(through(["1234"], ["12345"])).toBe("***5");
});

test("where values overlap nothing of either is left", () => {
  expect(through(["abcdef", "defghi"], ["abcdefghi"])).toBe(maskText);
  expect(through(["abcabc"], ["abcabcabc."])).toBe("***.");
  expect(through(["abcabc"], ["abcab", "cabc", "."])).toBe("***.");
});

test("output goes on at once unless it may be the beginning of a secret", () => {
  const masker = new Masker(["secret-of-some-length"]);
  const shown = (text: string) => Buffer.from(masker.push(Buffer.from(text))).toString();
  expect(shown("a line\n")).toBe("a line\n");
  expect(shown("a secret-of-")).toBe("a ");
  expect(shown("nothing")).toBe("secret-of-nothing");
});

test("wherever the output is cut, what comes out is the same, and nothing but secrets is lost", () => {
  const secrets = ["tok-tok-token", "to-tok-", "first-line\nsecond-line", "n?/ü"];
  const parts = ["tok-", "t", "token", "to", "ü", "\n", "first-line", "second-line"];
  const encoded = secrets.flatMap((secret) => formsOf(secret).map((form) => form.toString()));
  const text = fc.array(fc.constantFrom(...parts, ...encoded)).map((all) => all.join(""));
  fc.assert(
    fc.property(text, fc.array(fc.nat(20)), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      expect(through(secrets, cut(bytes, cuts))).toBe(naively(secrets, bytes));
    }),
    { numRuns: 2_000 },
  );
});

test("whatever the bytes and the secrets, it takes out what the plainest search finds", () => {
  const few = fc.array(fc.constantFrom("a", "b", "c", "%", "\n"), { minLength: 1, maxLength: 12 });
  const word = few.map((letters) => letters.join(""));
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.array(word, { maxLength: 20 }),
      fc.array(fc.nat(9)),
      (secrets, words, cuts) => {
        const bytes = Buffer.from(words.join(""));
        expect(through(secrets, cut(bytes, cuts))).toBe(naively(secrets, bytes));
      },
    ),
    { numRuns: 5_000 },
  );
});

test("wherever within something longer it stands, base64 and hex of a value are taken out", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 9 });
  const secret = fc.string({ unit: "grapheme", minLength: 6, maxLength: 40 });
  const alphabets = fc.constantFrom("base64", "base64url", "hex");
  fc.assert(
    fc.property(text, secret, text, alphabets, (before, value, after, alphabet) => {
      const plain = value.toWellFormed();
      fc.pre(!/[\r\n]/.test(plain) && plain.trim() === plain);
      const encoded = Buffer.from(before + plain + after).toString(alphabet as "base64");
      const shown = through([plain], [encoded]);
      expect(shown).toContain(maskText);
      // At most what neighbouring bytes share of a character is left beside them.
      const left = shown.replaceAll(maskText, "").length;
      const around = Buffer.from(before).length + Buffer.from(after).length;
      expect(left).toBeLessThanOrEqual(alphabet === "hex" ? around * 2 : (around * 8) / 6 + 7);
    }),
    { numRuns: 2_000 },
  );
});

test("long values are also taken out of base64 that is broken into lines", () => {
  const secret = Array.from({ length: 90 }, (_, index) => index.toString(36)).join("-");
  const lines =
    Buffer.from(secret)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  expect(through([secret], [lines.join("\n")]).replaceAll(/\*|\n/g, "")).toBe("");
});

test("of a value as JSON has it, texts, keys and numbers are masked", () => {
  const masker = new Masker(["s3cret", "4711"]);
  expect(masker.value({ s3cret: [1, 4711, "a s3cret"], none: null })).toEqual({
    "***": [1, "***", "a ***"],
    none: null,
  });
});

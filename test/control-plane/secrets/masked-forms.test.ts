import { expect, test } from "vitest";
import { formsOf } from "#secrets/masked-forms.ts";

const texts = (secret: string) => formsOf(secret).map((form) => form.toString());

test("as URLs, JSON, shells, base64 and hex write it", () => {
  expect(texts("a/b é'<")).toEqual(
    expect.arrayContaining([
      "a/b é'<",
      "a%2Fb%20%C3%A9'%3C",
      "a%2fb%20%c3%a9%27%3c",
      "a/b+%C3%A9%27%3C",
      "a\\/b é'<",
      "a/b \\u00e9'<",
      "a/b \\u00e9'\\u003c",
      "a/b é'\\''<",
      Buffer.from("a/b é'<").toString("base64"),
      Buffer.from("a/b é'<").toString("base64url"),
      Buffer.from("a/b é'<").toString("hex"),
    ]),
  );
});

test("as JSON within JSON writes it: an answer that a logger prints as a text", () => {
  const value = 'li"ne\nwith \\';
  const inner = JSON.stringify({ token: value });
  expect(texts(value).some((form) => JSON.stringify({ inner }).includes(form))).toBe(true);
});

test("a value that no URL can have is no error", () => {
  expect(texts("half \ud800 of a character")).toContain("half%20%EF%BF%BD%20of%20a%20character");
});

test("each form once, none of under 4 bytes", () => {
  const forms = texts("plain-value");
  expect(new Set(forms).size).toBe(forms.length);
  expect(texts("abc")).toEqual([]);
  expect(texts("abcd").every((form) => form.length >= 4)).toBe(true);
});

test("short lines of a value are none", () => {
  expect(texts("{\n  longer-line\n}")).toContain("longer-line");
  expect(texts("yes\nlonger-line")).not.toContain("yes");
});

// Names and texts come from anybody's files: in a comment they must be nothing but text.

import fc from "fast-check";
import { expect, test } from "vitest";
import { htmlText, markdownCode, markdownText } from "#core/formats/markdown-text.ts";

test.each([
  ["**bold** and `code`", "\\*\\*bold\\*\\* and \\`code\\`"],
  ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)\\>"],
  ["[x](https://evil.example)", "\\[x\\](https:\u2060//evil.example)"],
  [
    "@everyone see #12 on www.evil.example",
    "@\u2060everyone see #\u206012 on www\u2060.evil.example",
  ],
  ["# heading", "\\# heading"],
  ["- item", "\\- item"],
  ["1. item", "1\\. item"],
  ["a | b\n| c", "a \\| b\ufffd\\| c"],
  ["<!-- trunkline:plan -->", "&lt;!-- trunkline:plan --\\>"],
  ["&lt;b&gt;", "&amp;lt;b&amp;gt;"],
])("%s is only text", (text, escaped) => {
  expect(markdownText(text)).toBe(escaped);
});

test("code has a fence that nothing in it closes", () => {
  expect(markdownCode("a")).toBe("`a`");
  expect(markdownCode("a``b|c")).toBe("``` a``b\\|c ```");
  expect(markdownCode("@team\n")).toBe("`@team\ufffd`");
});

test("whatever the text, HTML of it has no markup and XML may hold it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = htmlText(text);
      expect(escaped).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has none of them
      expect(escaped).not.toMatch(/[\u0000-\u0008\u000a-\u001f\ufffe\uffff]/);
      expect(escaped.isWellFormed()).toBe(true);
    }),
  );
});

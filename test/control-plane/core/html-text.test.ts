import { expect, test } from "vitest";
import { htmlText } from "#core/html-text.ts";

test("what could be markup, or end a value in quotes, is text", () => {
  expect(htmlText(`<a href="x" id='y'>&amp;</a>`)).toBe(
    "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
  );
});

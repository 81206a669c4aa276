import { expect, test } from "vitest";
import { renderMarkdown } from "#web/markdown.ts";

const text = `# A page

Before. See [there](there.md#x), [away](../away.md), [elsewhere](https://example.com) and [below](#two-words-code-1).

## Two words, \`code\`!

<script>alert(1)</script> [click](javascript:alert(1)) ![x](data:text/html,y)

## Two words, \`code\`!

\`\`\`yaml
a: <b>
\`\`\`
`;

const rendered = renderMarkdown(text, (href) => /^there\.md|^#/.test(href));

test("headings have the anchors that GitHub gives them", () => {
  expect(rendered.title).toBe("A page");
  expect(rendered.sections.map(({ anchor }) => anchor)).toEqual([
    ...[null, "a-page", "two-words-code", "two-words-code-1"],
  ]);
  expect(rendered.html.text).toContain('<h2 id="two-words-code-1">');
});

test("a section has its text, for whoever searches", () => {
  expect(rendered.sections[1]?.text).toContain("Before. See there, away, elsewhere");
  expect(rendered.sections[3]?.text).toBe("a: <b>\n");
});

test("links lead to what is served, or elsewhere on the web; others are text", () => {
  expect(rendered.html.text).toContain('<a href="there.md#x">there</a>');
  expect(rendered.html.text).toContain("<span>away</span>");
  expect(rendered.html.text).toContain('<a href="https://example.com" rel="noreferrer">');
});

test("HTML and scripts in a page are text", () => {
  expect(rendered.html.text).not.toMatch(/<script|<b>|href="javascript|src="data/);
  expect(rendered.html.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

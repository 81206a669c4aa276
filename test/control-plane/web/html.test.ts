import { expect, test } from "vitest";
import { html } from "#web/html.ts";

test("what is put in is text, also in an attribute; HTML stays HTML, lists are joined", () => {
  const name = `<img src=x onerror="alert('1')">&`;
  const rows = [1, 2].map((n) => html`<li>${n}</li>`);
  expect(html`<p title="${name}">${name}${null}</p><ul>${rows}</ul>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p><ul><li>1</li><li>2</li></ul>',
  );
});

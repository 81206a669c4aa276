// A sentence of the server's in which `this` is a command or a name: shown as such.

import { type Html, html } from "./html.ts";

export const codeWords = (text: string): Html =>
  html`${text.split("`").map((part, n) => (n % 2 === 1 ? html`<code class="any">${part}</code>` : part))}`;

// What all pages share: the head, the bar with its links and the search, and the rules that a browser keeps to.

import { type Html, html } from "./html.ts";

interface Page {
  title: string;
  /** Path of the link of the bar that is current, or null. */
  current: string | null;
  body: Html;
  /** What was searched for. */
  query?: string;
}

/** Nothing of elsewhere, no script, no style in the page itself: what somebody wrote stays text even if it were markup. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

const links = [
  ["/docs/", "Documentation"],
  ["/docs/reference", "API"],
] as const;

export const frame = ({ title, current, body, query = "" }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Trunkline</title>
<link rel="stylesheet" href="/assets/page.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="/docs/">Trunkline</a>
<nav class="nav" aria-label="Main">${links.map(
    ([path, name]) =>
      html`<a href="${path}"${path === current ? html` aria-current="page"` : null}>${name}</a>`,
  )}</nav>
<form class="find" role="search" action="/docs/search"><label for="q">Search</label><input id="q" name="q" type="search" maxlength="200" value="${query}"></form>
</header>
<main id="main">
${body}
</main>
</body>
</html>
`.text;

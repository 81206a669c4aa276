// What all pages share: the head, the bar with its links and the search, the foot, and the rules that a browser keeps to.

import { type Html, html } from "./html.ts";
import { symbols } from "./symbols.ts";

interface Page {
  title: string;
  /** Path of the link of the bar that is current, or null. */
  current: string | null;
  body: Html;
  /** What was searched for. */
  query?: string;
  /** As of a screen. */
  watch?: readonly string[];
  /** As of a screen. */
  zone?: string;
  /** Of a screen of the estate: who reads it and as of when; without it, it is a page of the documentation. */
  reader?: ReaderOfPage;
}

export interface ReaderOfPage {
  name: string;
  /** Proves that a form was sent by a page of this server; null where a token, not a cookie, says who it is. */
  csrf: string | null;
  /** The database's or server's clock when the page was made, RFC 3339. */
  asOf: string;
  /** After which changes are told of what the page shows; null: it has to ask again once it listens. */
  position: string | null;
  /** Whether there is a session that can be ended. */
  canLeave: boolean;
}

/** Nothing of elsewhere, no script and no style in the page itself: what somebody wrote stays text even if it were markup. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  // Forms say from where they come, to this server alone: with `no-referrer` a browser hides even that.
  "referrer-policy": "same-origin",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

/** Path, name, and the key that leads there after `g`. */
const links = [
  ["/", "Today", "t"],
  ["/pipelines", "Pipelines", "p"],
  ["/map", "Map", "m"],
  ["/deployments", "Deployments", "d"],
  ["/migration", "Migration", "i"],
  ["/access", "Access", "a"],
  ["/pools", "Pools and events", "o"],
  ["/audit", "Audit", "u"],
] as const;

const documentLinks = [
  ["/docs/", "Documentation", "h"],
  ["/docs/reference", "API", "r"],
] as const;

export const frame = ({
  title,
  current,
  body,
  query = "",
  watch = [],
  zone,
  reader,
}: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Trunkline</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/page.js"></script>
</head>
<body>
${symbols}
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="/">Trunkline</a>
<nav class="nav" aria-label="Main">${[...links, ...(reader ? [] : documentLinks)].map(
    ([path, name, key]) =>
      html`<a href="${path}" data-key="g ${key}"${path === current ? html` aria-current="page"` : null}>${name}</a>`,
  )}</nav>
<div class="end">${reader ? searchOf("/pipelines", "pipelines", query) : searchOf("/docs/search", "the documentation", query)}${reader ? stateOf(reader) : null}</div>
</header>
<main id="main" data-watch="${watch.join(" ")}"${zone === undefined ? null : html` data-zone="${zone}"`}>
${body}
</main>
${reader ? footOf(zone) : null}
</body>
</html>
`.text;

const searchOf = (path: string, what: string, query: string): Html =>
  html`<form class="find" role="search" action="${path}"><label class="vh" for="q">Search ${what}</label><input id="q" name="q" type="search" maxlength="200" placeholder="Search ${what}" aria-keyshortcuts="/" data-key="/" value="${query}"></form>`;

/** The script says here when the connection is lost: then nothing on the page is as of now. */
const stateOf = ({ name, csrf, asOf, position, canLeave }: ReaderOfPage): Html =>
  html`<span class="nw" role="status" id="live" data-as-of="${asOf}" data-after="${position ?? ""}"><span class="q" id="live-dot" aria-hidden="true">●</span> <span id="live-text">As of <time datetime="${asOf}">${clockOf(asOf)}</time> UTC</span> <span id="live-age" aria-hidden="true"></span></span>
<span class="who nw">${name}</span>${
    canLeave
      ? html`<form class="out" method="post" action="/leave"><input type="hidden" name="csrf" value="${csrf ?? ""}"><button class="b">Log out</button></form>`
      : null
  }`;

/** Hours, minutes and seconds of an instant in UTC. */
const clockOf = (instant: string): string => instant.slice(11, 19);

const footOf = (zone: string | undefined): Html => html`<footer class="foot">
<span id="zone">Times are in ${zone ?? "the zone that the page names"}</span>
<span><a href="/docs/" data-key="g h">Documentation</a></span>
<span><a href="/docs/reference" data-key="g r">API</a></span>
<span><a href="/docs/page.md#keys" data-keys><kbd>?</kbd> Keys</a></span>
</footer>`;

// A screen that can't be shown: what failed, by which policy, and what to do. Never a blank page.

import { html } from "../html.ts";
import { state } from "../state.ts";
import type { Screen } from "./screen.ts";

export interface ShownProblem {
  /** Stable, as the API has it. */
  code: string;
  message: string;
  hint: string | null;
  /** As `FILE#ID`: which decided. */
  policies: readonly string[];
  /** People log in at this server. */
  isKnown: boolean;
}

const titles: Readonly<Record<string, string>> = {
  unauthorized: "Who are you?",
  forbidden: "You may not see this",
  "not-found": "There is no such thing",
};

export function problemScreen({ code, message, hint, policies, isKnown }: ShownProblem): Screen {
  const title = titles[code] ?? "This can't be shown";
  const isNobody = code === "unauthorized";
  return {
    title,
    current: null,
    body: html`<div class="head"><h1>${title}</h1></div>
<section class="verdict">${state("fail")}<p class="big">${sentence(isNobody && !isKnown ? "This browser has not been let in yet" : message)}</p>
${isNobody && !isKnown ? html`<p>Open the address that <code>trunkline up</code> or <code>trunkline server</code> printed, on the machine where it runs: it lets this browser in.</p>` : hint === null ? null : html`<p>${hint}</p>`}
${policies.length === 0 ? null : html`<p>Decided by ${policies.map((policy, n) => html`${n > 0 ? ", " : null}<code>${policy}</code>`)}.</p>`}
<p class="q">Code <code>${code}</code></p>
<p class="acts">${isNobody && isKnown ? html`<a class="b p" href="/login?next=%2F">Log in</a>` : null}<a class="b" href="">Try again</a><a class="b" href="/">Today</a></p></section>`,
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

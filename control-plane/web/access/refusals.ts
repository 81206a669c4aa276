// Acts that were refused lately: by whom they were asked for, and by which policy they were refused.

import type { RefusalPageView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../paging.ts";
import { state } from "../state.ts";
import { since } from "../times.ts";

const most = 20;

export const refusalsOf = ({ items, since: from }: RefusalPageView, now: string): Html =>
  html`<section class="sec" id="refused"><div class="sh"><h2>Refused lately</h2><span class="q">${items.length > most ? `${most} of ${items.length}, ` : ""}acts that this server refused since ${since(from, "UTC", now)}; times in UTC</span><a class="r" href="${addressOf("/audit", { act: "deny deploy" })}">Refused deployments</a></div>${
    items.length === 0
      ? html`<p class="q">No act was refused.</p>`
      : html`<table class="t stack"><thead><tr><th>At</th><th>Who</th><th>Asked for</th><th>Why not</th></tr></thead><tbody>${items.slice(0, most).map((one) => html`<tr><td>${since(one.at, "UTC", now)}</td><td><b>${one.who}</b></td><td>${one.action} <span class="q">${one.what}</span></td><td class="full">${state("no")} ${one.policies.length === 0 ? "no policy permits it" : html`<code class="any">${one.policies.join(", ")}</code>`}</td></tr>`)}</tbody></table>`
  }</section>`;

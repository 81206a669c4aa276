// Pipelines: which are unwell, what ran last, what runs next.

import type { Page, PipelineSummary } from "#api/types.ts";
import { type Choices, choiceForm, chosen, paging } from "../choices.ts";
import { type Html, html } from "../html.ts";
import { runStrip, stripLegend } from "../run-strip.ts";
import { type Shape, shapeOf, state, stateWord, wordOf } from "../state.ts";
import { dayText, lengthOf, minuteText } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface PipelinesData {
  /** The server's clock. */
  now: string;
  choices: Choices;
  page: Page<PipelineSummary>;
  counts: {
    health: Readonly<Record<string, number>>;
    sync: Readonly<Record<string, number>>;
    matching: number;
  };
  /** By what `group` of the choices says; empty without it. */
  groups: readonly Group[];
  /** Teams of whoever reads. */
  teams: readonly string[];
}

interface Group {
  name: string | null;
  health: Readonly<Record<string, number>>;
  pipelines: number;
}

const path = "/pipelines";

/** In the order in which they need somebody. */
const healthShapes = {
  Degraded: "fail",
  Missing: "no",
  Suspended: "pause",
  Progressing: "run",
  Healthy: "ok",
} as const satisfies Record<string, Shape>;
const syncShapes = { OutOfSync: "neq", Held: "held", Unknown: "no", Synced: "eq" } as const;

export const healthWord = (status: PipelineSummary["health"]["status"]): Html =>
  stateWord(healthShapes[status], status);
export const syncWord = (of: PipelineSummary["sync"]["state"]): Html =>
  stateWord(syncShapes[of], of);

export function pipelinesScreen({
  now,
  choices,
  page,
  counts,
  groups,
  teams,
}: PipelinesData): Screen {
  const all = Object.values(counts.health).reduce((sum, count) => sum + count, 0);
  return {
    title: "Pipelines",
    current: path,
    watch: ["all"],
    query: choices.q ?? "",
    body: html`<div class="head"><h1>Pipelines</h1><span class="q">${all.toLocaleString("en")}${isNarrowed(choices) ? " by these choices" : ""}</span></div>
<nav class="counts" aria-label="Health and sync, each filters the list">${Object.entries(
      healthShapes,
    ).map(([name, shape]) =>
      tile(choices, "health", name, shape, counts.health[name] ?? 0),
    )}${(["OutOfSync", "Held"] as const).map((name) => tile(choices, "sync", name, syncShapes[name], counts.sync[name] ?? 0))}</nav>
${viewsOf(choices, teams)}
${choiceForm(path, choices, fields, ["threatened"])}
${choices.group ? groupsOf(choices, groups) : null}
${page.items.length === 0 ? nothing(choices, all) : tableOf(page.items, now)}
${paging(path, choices, `${page.items.length} of ${counts.matching.toLocaleString("en")}`, page.next)}
${page.items.length === 0 ? null : stripLegend}`,
  };
}

/** Views are addresses: whoever wants another one keeps its link. */
const views: readonly (readonly [string, Choices])[] = [
  ["All", {}],
  ["Unwell", { health: "Degraded" }],
  ["Late or at risk", { threatened: "true" }],
  ["Out of sync", { sync: "OutOfSync" }],
  ["Suspended", { health: "Suspended" }],
  ["Never ran", { health: "Missing" }],
  ["By owner", { group: "owner" }],
];

function viewsOf(choices: Choices, teams: readonly string[]): Html {
  const own = teams.map((team) => [`Mine: ${team}`, { owner: team }] as const);
  const isNow = (view: Choices) =>
    new URLSearchParams(view).toString() ===
    new URLSearchParams(Object.entries(choices).filter(([name]) => name !== "after")).toString();
  return html`<nav class="tabs" aria-label="Views">${[...views, ...own].map(([word, view]) => html`<a class="b" href="${chosen(path, {}, view)}"${isNow(view) ? html` aria-current="true"` : null}>${word}</a>`)}</nav>`;
}

/** Each leads to its pipelines: what is grouped by is then a choice. */
function groupsOf(choices: Choices, groups: readonly Group[]): Html {
  const { group = "" } = choices;
  const key = group.replace(/^tag:/, "");
  const into = (name: string): string =>
    chosen(path, choices, {
      group: null,
      ...(group.startsWith("tag:") ? { tag: `${key}=${name}` } : { [group]: name }),
    });
  return html`<section class="sec" aria-labelledby="groups"><div class="sh"><h2 id="groups">By ${key}</h2><span class="q">${groups.length} ${groups.length === 1 ? "group" : "groups"}; each opens its pipelines</span><a class="r" href="${chosen(path, choices, { group: null })}">Without groups</a></div><div class="scroll"><table class="t"><thead><tr><th scope="col">${key}</th><th scope="col" class="n">Pipelines</th>${Object.keys(healthShapes).map((name) => html`<th scope="col" class="n">${name}</th>`)}</tr></thead><tbody>${groups.map(({ name, health, pipelines }) => html`<tr id="group-${(name ?? "").replaceAll(/[^\w-]/g, "-")}"><th scope="row">${name === null ? html`<span class="q">none</span>` : html`<a class="nm" href="${into(name)}">${name}</a>`}</th><td class="n">${pipelines.toLocaleString("en")}</td>${Object.entries(healthShapes).map(([of, shape]) => html`<td class="n">${health[of] ? html`${state(shape)} ${health[of]?.toLocaleString("en") ?? ""}` : html`<span class="q">0</span>`}</td>`)}</tr>`)}</tbody></table></div></section>`;
}

const narrowing = ["q", "owner", "tag", "stage", "wave", "project", "where", "threatened"];
const isNarrowed = (choices: Choices): boolean => narrowing.some((name) => choices[name]);

function tile(choices: Choices, name: string, value: string, shape: Shape, count: number): Html {
  const isOn = choices[name] === value;
  return html`<a href="${chosen(path, choices, { [name]: isOn ? null : value })}"${isOn ? html` aria-current="true"` : null}><span class="v">${state(shape)}${count.toLocaleString("en")}</span>${value}</a>`;
}

const words = (all: readonly string[]) => all.map((one) => [one, one] as const);
const fields = [
  { name: "q", label: "Name", example: "part of it" },
  { name: "owner", label: "Owner", example: "treasury" },
  { name: "tag", label: "Tag", example: "tier=gold" },
  { name: "health", label: "Health", of: words(Object.keys(healthShapes)) },
  { name: "sync", label: "Sync", of: words(Object.keys(syncShapes)) },
  {
    ...{ name: "stage", label: "Stage" },
    of: [["none", "in no wave"] as const, ...words(["observe", "shadow", "live", "retired"])],
  },
  { name: "wave", label: "Wave" },
  { name: "group", label: "Group", example: "owner, tag:tier" },
  {
    ...{ name: "order", label: "Order" },
    isOrder: true,
    of: [["attention", "who needs somebody first"] as const, ["name", "by name"] as const],
  },
];

const nothing = (choices: Choices, all: number): Html =>
  all === 0 && !isNarrowed(choices)
    ? html`<p class="empty">No pipeline is deployed. What a merged commit adds is deployed by itself: <a href="/docs/spec.md">how a pipeline is written</a>.</p>`
    : html`<p class="empty">No pipeline is so. <a href="${path}">Show all</a></p>`;

const tableOf = (items: readonly PipelineSummary[], now: string): Html =>
  html`<div class="scroll"><table class="t stack"><thead><tr><th scope="col">State</th><th scope="col">Pipeline</th><th scope="col">Owner</th><th scope="col">Tags</th><th scope="col">Last 14 runs</th><th scope="col">Last or current run</th><th scope="col">Next run</th><th scope="col" class="n">In</th><th scope="col" class="n">Margin to deadline</th><th scope="col">Sync, revision</th><th scope="col">Stage</th></tr></thead><tbody id="pipelines" data-rows>${items.map((one) => rowOf(one, now))}</tbody></table></div>`;

export const pipelinePath = ({ project, name }: { project: string; name: string }): string =>
  `/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(name)}`;

function rowOf(one: PipelineSummary, now: string): Html {
  const { project, name, owner, tags, health, recentRuns = [], sync, changedIn, wave } = one;
  const runs = `/runs?${new URLSearchParams({ project, pipeline: name })}`;
  return html`<tr id="p-${project}-${name}" data-row><td title="${health.reason ?? ""}">${healthWord(health.status)}</td><td><a class="nm" href="${pipelinePath(one)}">${name}</a>${one.breakGlass ? html` <span class="risk">changed without a commit</span>` : null}</td><td class="q hide">${owner ?? "nobody"}</td><td class="tag hide">${tagWords(tags)}</td><td class="end"><a href="${runs}">${runStrip(recentRuns)}</a></td><td class="nw full">${lastOf(recentRuns, now)}</td><td class="nw" data-l="next">${nextOf(one, now)}</td>${one.nextRun === null ? html`<td class="hide"></td>` : html`<td class="n q" data-l="in">${lengthOf(Date.parse(one.nextRun) - Date.parse(now))}</td>`}${marginOf(recentRuns, now, one.timezone)}<td class="nw hide" title="${sync.reason ?? ""}">${syncWord(sync.state)} <a href="/deployments?project=${encodeURIComponent(project)}"><code>${changedIn.commit.slice(0, 7)}</code></a></td><td class="q hide">${wave === null ? "none" : `${wave.stage} (${wave.name})`}</td></tr>`;
}

export const tagWords = (tags: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(tags)
    .map(([key, values]) => `${key}=${values.join(",")}`)
    .join(" ");

function lastOf(runs: NonNullable<PipelineSummary["recentRuns"]>, now: string): Html {
  const last = runs.at(-1);
  if (last === undefined) return html`<span class="q">none yet</span>`;
  const { id, state: of, startedAt, finishedAt, dueAt } = last;
  const age = lengthOf(Date.parse(now) - Date.parse(finishedAt ?? startedAt ?? dueAt));
  const text =
    finishedAt === null
      ? `${wordOf(of).toLowerCase()} for ${age}`
      : `${wordOf(of).toLowerCase()} ${age} ago`;
  return html`<a href="/runs/${id}">${state(shapeOf(of))} ${text}</a>`;
}

/**
 * Of its newest run: the deadline less when it will probably end, or has ended. Of one that runs and of which nothing is
 * expected it is what is left from now, and says so.
 */
function marginOf(
  runs: NonNullable<PipelineSummary["recentRuns"]>,
  now: string,
  zone: string,
): Html {
  const last = runs.at(-1);
  if (!last?.deadline) return html`<td class="hide"></td>`;
  const { deadline, finishedAt, expectedAt } = last;
  const end = finishedAt ?? [expectedAt ?? now, now].toSorted().at(-1) ?? now;
  const ms = Date.parse(deadline) - Date.parse(end);
  const about =
    finishedAt !== null ? "ended" : expectedAt === null ? "until the deadline" : "forecast";
  const title = `Finish by ${minuteText(deadline, zone)} ${zone}`;
  return html`<td class="n" data-l="margin" title="${title}">${ms < 0 ? html`<b class="risk">−${lengthOf(ms)}</b>` : lengthOf(ms)} <span class="q">${about}</span></td>`;
}

/** In the pipeline's zone; its day where that isn't today's. */
function nextOf(one: PipelineSummary, now: string): Html {
  const { nextRun, timezone, when, paused } = one;
  if (paused) return html`<a href="${pipelinePath(one)}/hold">paused</a>`;
  if (nextRun === null)
    return html`<span class="q">${when.length > 0 ? "none planned" : "no schedule"}</span>`;
  const [day, today] = [dayText(nextRun, timezone), dayText(now, timezone)];
  return html`<time datetime="${nextRun}">${minuteText(nextRun, timezone)}${day === today ? "" : ` ${day.split(" ").slice(0, 3).join(" ")}`}</time> <span class="q">${timezone}</span>`;
}

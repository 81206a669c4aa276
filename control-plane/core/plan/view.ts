// A plan in the order in which it is read, without regard to how: text and Markdown are both made of this.

import { type AccessChange, accessChangeLines } from "#core/access/access-change.ts";
import { endText } from "../calendar/ends.ts";
import type { ReadersChange } from "../may-read.ts";
import type { OwnersChange } from "../owners/owners-change.ts";
import { type Action, type Change, hasChanges, type Plan } from "../plan.ts";
import type { PoolChange } from "../pools/declaration.ts";
import { poolText } from "../pools/read.ts";
import { changeOverText } from "../simulation/change-over.ts";
import { type Deploying, deployingLines } from "./deploying.ts";
import type { Follower } from "./downstream.ts";
import { type Foresight, saysMore } from "./foresight.ts";
import { gateLines } from "./gates.ts";
import { alikeChanges } from "./groups.ts";
import { infeasibleText } from "./infeasible.ts";
import { type Grounds, groundsText } from "./lengths.ts";
import { type LivePart, liveLines } from "./live.ts";
import { meaningLines } from "./meaning.ts";
import { overlapText } from "./overlaps.ts";
import { widenedText } from "./rights.ts";
import { handoverText } from "./wave-meaning.ts";
import { named } from "./wording.ts";

/** One line; `warning` is what a reviewer should look at. */
export interface Line {
  kind: "says" | "warning";
  text: string;
  /** What to do about it. */
  help?: string;
}

export interface ChangeView {
  action: Action;
  /** The first of `names`. */
  change: Change;
  /** Pipelines of which the same is said. */
  names: string[];
  lines: Line[];
}

export interface Section {
  title: string;
  lines: Line[];
}

export interface PlanView {
  plan: Plan;
  changes: ChangeView[];
  /** Beside the pipelines: pools, readers, broken files, calendars that end, zone data. */
  sections: Section[];
  summary: string;
}

const says = (text: string): Line => ({ kind: "says", text });
const warning = (text: string, help?: string): Line =>
  help === undefined ? { kind: "warning", text } : { kind: "warning", text, help };

/** @param foresight Absent of a plan that was made without, as a server's. */
export function viewOf(
  plan: Plan,
  foresight?: Foresight,
  live?: LivePart,
  deploying?: Deploying | null,
): PlanView {
  const followers = new Map(foresight?.downstream.changes.map((one) => [one.pipeline, one]));
  const rights = new Map(foresight?.rights.pipelines.map((one) => [one.pipeline, one]));
  const changes = alikeChanges(plan.changes).map((alike): ChangeView => {
    const [change] = alike;
    const own = rights.get(change.pipeline);
    const downstream = followers.get(change.pipeline);
    return {
      change,
      action: change.action,
      names: alike.map(({ pipeline }) => pipeline),
      lines: [
        ...linesOf(change, plan.at),
        ...(alike.length === 1 ? [handoverText(change) ?? []].flat().map(says) : []),
        ...(own && alike.length === 1
          ? [warning(`may use what it could not: ${widenedText(own)}`)]
          : []),
        ...(downstream && alike.length === 1
          ? [says(`followed by ${followersText(downstream.followers, downstream.more)}`)]
          : []),
      ],
    };
  });
  const gatesOf = (retires: boolean) =>
    (foresight?.gates ?? []).filter((one) => (one.retires ?? false) === retires);
  const sections = [
    {
      title: "The project",
      lines: [...projectLines(plan), ...(foresight?.owners ? ownerLines(foresight.owners) : [])],
    },
    { title: "Going live", lines: gatesOf(false).flatMap(gateLines) },
    { title: "Retiring", lines: gatesOf(true).flatMap(gateLines) },
    ...(deploying
      ? [{ title: "Who may deploy it", lines: capped(deployingLines(deploying)) }]
      : []),
    ...(foresight ? foreseen(foresight, changes) : []),
    ...(live ? [{ title: "On the server", lines: liveLines(live).map(says) }] : []),
  ].filter(({ lines }) => lines.length > 0);
  return { plan, changes, sections, summary: summaryOf(plan, foresight) };
}

/** Where only rules of approvals or rights change, there is something to see all the same. */
export const summaryOf = (plan: Plan, foresight: Foresight | null | undefined): string =>
  saysMore(foresight) && !hasChanges(plan) ? noPipelines : summary(plan);

const noPipelines = "No pipelines change.";

/** Such as `1 to add, 2 to change, 0 to remove.` */
export function summary(plan: Plan): string {
  const count = (...actions: Action[]) =>
    plan.changes.filter(({ action }) => actions.includes(action)).length;
  if (plan.changes.length === 0) return hasChanges(plan) ? noPipelines : "No changes.";
  return `${count("added")} to add, ${count("changed", "renamed")} to change, ${count("removed")} to remove.`;
}

function linesOf(change: Change, at: string): Line[] {
  const { action, when, messages, meaning, fields, scripts, nextRuns, dates, wave } = change;
  const word = action === "removed" ? "was due" : "when";
  const schedules = meaning !== undefined ? [] : [...(when?.before ?? []), ...(when?.after ?? [])];
  return [
    ...(meaning
      ? meaningLines(meaning).map(says)
      : fields.map(({ path, before, after }) =>
          says(`${path}: ${value(before)} → ${value(after)}`),
        )),
    ...scripts.map((script) => says(`script ${script} changed`)),
    ...schedules.map((text) => says(`${word}: ${text}`)),
    ...(messages ?? []).map((text) => says(`${word}: ${text}`)),
    ...(wave && meaning === undefined
      ? [says(`in the wave ${wave.name} at the stage ${wave.stage}: none of its runs is made here`)]
      : []),
    // A text of `systemd` may name years that are over, and a calendar may have ended: both are read without a clock.
    ...(nextRuns?.after.length === 0 && (when?.after.length ?? 0) > 0 && wave === undefined
      ? [
          warning(
            `no schedule of it is due in 41 years from ${at} on: look at the years that it names and at its calendar`,
          ),
        ]
      : []),
    ...(dates ?? []).map((date) => warning(`deployed at ${at}, ${changeOverText(date)}`)),
  ];
}

function followersText(followers: readonly Follower[], more: number): string {
  const text = ({ pipeline, how, steps }: Follower) =>
    `${pipeline} (${how}${steps === 1 ? "" : `, ${steps} steps`})`;
  return followers.map(text).join(", ") + (more === 0 ? "" : ` and ${more} more`);
}

function projectLines(plan: Plan): Line[] {
  const { pools, readableBy, broken } = plan;
  const { drift = [], lostRenames = [], endingCalendars = [], zoneWarnings = [] } = plan;
  return [
    ...pools.map(poolLine),
    ...(readableBy ? readerLines(readableBy) : []),
    ...drift.map((text) => warning(text)),
    ...broken.map((file) => warning(`${file} is in error: nothing that is deployed changes by it`)),
    ...lostRenames.map(({ from, to }) =>
      warning(
        `${from} is removed and ${to} is added, though they look alike: ${to} starts without history, holds and place in its schedules`,
        `if it is the same pipeline, write renamedFrom: ${from} into it`,
      ),
    ),
    ...endingCalendars.map((end) => warning(endText(end))),
    ...zoneWarnings.map(({ message, help }) => warning(message, help)),
  ];
}

function readerLines({ before, after }: ReadersChange): Line[] {
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  return [
    ...added.map((one) => says(`+ readable by ${one}: its conditions may ask about this project`)),
    ...removed.map((one) =>
      says(`- readable by ${one}: its conditions about this project hold no more`),
    ),
  ];
}

/** Also what is added is to be looked at: of rules with a path the last that fits decides, so it may take one's place. */
function ownerLines({ added, removed, reordered }: OwnersChange): Line[] {
  return [
    ...added.map((rule) => warning(`+ OWNERS: ${rule}`)),
    ...removed.map((rule) => warning(`- OWNERS: ${rule}, no more`)),
    ...(reordered
      ? [warning("OWNERS has its rules in another order: the last that fits a file decides")]
      : []),
  ];
}

function poolLine({ pool, before, after }: PoolChange): Line {
  const text = (side: PoolChange["before"]) =>
    side && poolText(side) + (side.scope === "global" ? ", global" : "");
  if (before === null) return says(`+ pool ${pool}: ${text(after)}`);
  if (after === null)
    return says(`- pool ${pool}: was ${text(before)}; who still runs with it keeps to that`);
  return says(`~ pool ${pool}: ${text(before)} → ${text(after)}`);
}

const unaskedText = (count: number): string =>
  `and ${count} more ${count === 1 ? "pipeline" : "pipelines"} over which rights may change, too many to ask about here: \`trunkline plan --registration\` tells them`;

const widens = ({ widened }: AccessChange): boolean => widened.length > 0;

const accessLines = (change: AccessChange): Line[] =>
  accessChangeLines(change).map((text) => (widens(change) ? warning(text) : says(text)));

/** Of one kind so many findings are told. */
const mostFindings = 25;

function foreseen(foresight: Foresight, changes: readonly ChangeView[]): Section[] {
  const { deadlines, overlaps, rights, downstream, verdicts, lengths } = foresight;
  const isCollapsed = changes.some(({ names }) => names.length > 1);
  const ofPipelines = isCollapsed
    ? rights.pipelines.map((one) => warning(`${one.pipeline}: ${widenedText(one)}`))
    : [];
  const project = widenedText(rights.project);
  const count = downstream.pipelines;
  return [
    {
      title: "Deadlines that can't be met any more",
      lines: timed(deadlines.map(infeasibleText), lengths),
    },
    {
      title: "Runs that start to overlap",
      lines: timed(overlaps.map(overlapText), lengths),
    },
    {
      title: "Rights that widen",
      lines: [
        ...(project === "" ? [] : [warning(`new in the project: ${project}`)]),
        ...(rights.readers.length === 0
          ? []
          : [warning(`may read the project: ${named(rights.readers)}`)]),
        ...capped(ofPipelines),
        ...capped(
          (rights.access ?? [])
            .filter(widens)
            .flatMap((one) => accessLines({ ...one, narrowed: [] })),
        ),
        ...(rights.unasked === undefined ? [] : [warning(unaskedText(rights.unasked))]),
      ],
    },
    {
      title: "Rights that narrow",
      lines: capped((rights.access ?? []).flatMap((one) => accessLines({ ...one, widened: [] }))),
    },
    {
      title: "Downstream",
      lines:
        count === 0
          ? []
          : [
              says(
                `${count} ${count === 1 ? "pipeline" : "pipelines"} that ${count === 1 ? "doesn't" : "don't"} change ${count === 1 ? "follows" : "follow"} what does`,
              ),
            ],
    },
    {
      title: "Rules",
      lines: verdicts.flatMap(({ rule, outcome, text }) => {
        if (outcome === "passes" && rule === "deletions" && text === "removes nothing") return [];
        const line = `${rule}: ${outcome}: ${text}`;
        return outcome === "passes" ? says(line) : warning(line);
      }),
    },
  ];
}

/** Findings about times say on what they rest. */
const timed = (found: readonly string[], lengths: Grounds): Line[] =>
  found.length === 0
    ? []
    : [...capped(found.map((text) => warning(text))), says(groundsText(lengths))];

const capped = (lines: Line[]): Line[] =>
  lines.length <= mostFindings
    ? lines
    : [
        ...lines.slice(0, mostFindings),
        says(`and ${lines.length - mostFindings} more: see --output json`),
      ];

/** Longer values are cut: the whole is in `--output json`. */
const longestValue = 160;

function value(of: unknown): string {
  if (of === undefined) return "(none)";
  const text = JSON.stringify(of);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}

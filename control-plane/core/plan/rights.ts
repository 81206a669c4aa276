// Rights that widen: what pipelines may use after a change and couldn't before, by pipeline and for the project as a whole.

import type { AccessChange } from "#core/access/access-change.ts";
import { placesOf, poolsOf } from "../ceilings/uses.ts";
import type { ReadersChange } from "../may-read.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Change } from "../plan.ts";
import { sourceKind } from "../triggers/kinds.ts";
import type { Estate } from "./sides.ts";
import { onlyIn } from "./wording.ts";

export const rightKinds = ["users", "workers", "secrets", "pools", "hosts"] as const;
export type RightKind = (typeof rightKinds)[number];

/** What is new, sorted; without the kinds of which nothing is. */
export type Widened = Partial<Record<RightKind, string[]>>;

export interface Rights {
  /** Changed and new pipelines that may use what they could not. */
  pipelines: ({ pipeline: string } & Widened)[];
  /** What nothing in the project used before. */
  project: Widened;
  /** Projects that may read this one and could not; patterns. */
  readers: string[];
  /** What people may do with pipelines, where teams and policies are known. */
  access?: AccessChange[];
  /** Pipelines of whose rights that doesn't tell, as there were too many to ask; absent: of none. */
  unasked?: number;
}

/** What a task without labels runs on. */
export const anyWorker = "any worker";

export function rightsWidened(
  changes: readonly Change[],
  readableBy: ReadersChange | null,
  before: Estate,
  after: Estate,
): Rights {
  const found = changes.flatMap(({ pipeline: name }) => {
    const now = after.get(name);
    if (now === undefined) return [];
    const then = before.get(name);
    const had = then ? rightsOf(then.pipeline) : none;
    const widened = wider(had, rightsOf(now.pipeline));
    // What is new and asks for no labels goes where everything of its kind does.
    if (then === undefined) dropAnyWorker(widened);
    return Object.keys(widened).length === 0 ? [] : { pipeline: name, ...widened };
  });
  const gained = allOf(found.map((one) => rightsFrom(one)));
  const known = found.length === 0 ? [] : [...before.values()];
  return {
    pipelines: found,
    project: wider(allOf(known.map(({ pipeline }) => rightsOf(pipeline))), gained),
    readers: readableBy === null ? [] : onlyIn(readableBy.after, readableBy.before),
  };
}

/** What the one may use and the other may not. */
export const widenedBetween = (
  before: Pick<Pipeline, "tasks" | "messages">,
  after: Pick<Pipeline, "tasks" | "messages">,
): Widened => wider(rightsOf(before), rightsOf(after));

type Used = Readonly<Record<RightKind, ReadonlySet<string>>>;

const empty: ReadonlySet<string> = new Set();
const none: Used = { users: empty, workers: empty, secrets: empty, pools: empty, hosts: empty };

function rightsOf({ tasks, messages = [] }: Pick<Pipeline, "tasks" | "messages">): Used {
  const followed = messages.filter(({ source }) => sourceKind(source).isFollowed);
  const ofSources = (kind: "secrets" | "places") =>
    messages.flatMap(({ source }) => sourceKind(source)[kind](source));
  // What it would do in shadow is one merged commit away.
  const done = tasks.flatMap((task) => [
    task,
    ...(task.shadow && "work" in task.shadow && task.shadow.work ? [task.shadow.work] : []),
  ]);
  return {
    users: new Set(tasks.flatMap(({ runAs }) => runAs ?? [])),
    workers: new Set([...tasks, ...followed].map(({ runsOn }) => runsOn.join("+") || anyWorker)),
    secrets: new Set([...done.flatMap(({ secrets }) => secrets), ...ofSources("secrets")]),
    pools: new Set(tasks.flatMap(poolsOf)),
    // What its command reaches is in no spec.
    hosts: new Set([...done.flatMap(({ action }) => placesOf(action)), ...ofSources("places")]),
  };
}

const rightsFrom = (widened: Widened): Used => mapKinds((kind) => new Set(widened[kind] ?? []));

const allOf = (all: readonly Used[]): Used =>
  mapKinds((kind) => new Set(all.flatMap((one) => [...one[kind]])));

const mapKinds = (value: (kind: RightKind) => ReadonlySet<string>): Used =>
  Object.fromEntries(rightKinds.map((kind) => [kind, value(kind)])) as Record<
    RightKind,
    ReadonlySet<string>
  >;

function wider(before: Used, after: Used): Widened {
  const widened: Widened = {};
  for (const kind of rightKinds) {
    const more = onlyIn([...after[kind]], [...before[kind]]).sort();
    if (more.length > 0) widened[kind] = more;
  }
  return widened;
}

function dropAnyWorker(widened: Widened): void {
  const left = (widened.workers ?? []).filter((one) => one !== anyWorker);
  if (left.length > 0) widened.workers = left;
  else delete widened.workers;
}

const words: Record<RightKind, string> = {
  users: "runs as",
  workers: "on workers with",
  secrets: "secrets",
  pools: "pools",
  hosts: "reaches",
};

/** `secrets finance/token; runs as root`. */
export const widenedText = (widened: Widened): string =>
  rightKinds
    .flatMap((kind) => (widened[kind] ? `${words[kind]} ${widened[kind].join(", ")}` : []))
    .join("; ");

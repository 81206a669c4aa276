// What a plan means beyond the pipelines that it changes: who lies downstream, what overlaps, which deadlines can't be met,
// which rights widen, and what the rules of the project say. For people; nothing of it is hashed.

import type { Diagnostic } from "../diagnostic.ts";
import type { OwnersChange } from "../owners/owners-change.ts";
import type { Plan } from "../plan.ts";
import type { PoolDeclaration } from "../pools/declaration.ts";
import type { ProjectRules } from "../registration.ts";
import { downstreamOf, type Followed } from "./downstream.ts";
import type { WaveGate } from "./gates.ts";
import { type Infeasible, infeasible } from "./infeasible.ts";
import { type Durations, type Grounds, lengthOf, noGrounds, type Outlook } from "./lengths.ts";
import { newOverlaps, type Overlap } from "./overlaps.ts";
import { type Rights, rightsWidened } from "./rights.ts";
import { type RunTimes, runTimes } from "./run-times.ts";
import { type Estate, estatesOf, type Sides } from "./sides.ts";
import { type Verdict, verdictsOf } from "./verdicts.ts";

export interface Foresight {
  downstream: Followed;
  overlaps: Overlap[];
  deadlines: Infeasible[];
  rights: Rights;
  verdicts: Verdict[];
  /** Who must approve later changes; absent where that stays. */
  owners?: OwnersChange;
  /** Of how many tasks of changed and downstream pipelines it is known how long they take. */
  lengths: Grounds;
  /** Of waves that go live by it; absent where none does. */
  gates?: WaveGate[];
}

/** Where only what people may was looked at: of a large estate, or of a change that touches no pipeline. */
export const onlyAccess = (access: Pick<Rights, "access" | "unasked">): Foresight => ({
  ...{ overlaps: [], deadlines: [], verdicts: [], lengths: noGrounds() },
  downstream: { changes: [], pipelines: 0 },
  rights: { pipelines: [], project: {}, readers: [], ...access },
});

/** @param foresight Null: nothing else was looked at. */
export const withGates = (foresight: Foresight | null, gates: WaveGate[]): Foresight | null =>
  gates.length === 0 ? foresight : { ...(foresight ?? onlyAccess({ access: [] })), gates };

/** There is something to see though no pipeline changes. */
export const saysMore = (foresight: Foresight | null | undefined): boolean =>
  foresight?.owners !== undefined ||
  (foresight?.rights.access ?? []).length > 0 ||
  foresight?.rights.unasked !== undefined;

export interface ForesightInput extends Sides {
  plan: Plan;
  /** Declared or learned, by `pipeline/task`. */
  durations: Durations;
  pools: { live: readonly PoolDeclaration[]; desired: readonly PoolDeclaration[] };
  /** Null: no registration was given. */
  rules: ProjectRules | null;
  diagnostics: readonly Diagnostic[];
  /** Null or absent: it stays, or nobody looked. */
  owners?: OwnersChange | null;
}

/** Of more changes only those at the start of the list are looked at for times: that takes a millisecond or more each. */
const mostTimed = 500;

export function foresee({
  plan,
  durations,
  pools,
  rules,
  diagnostics,
  owners,
  ...sides
}: ForesightInput): Foresight {
  const { before, after } = estatesOf(plan, sides);
  const { changes } = plan;
  const downstream = downstreamOf(changes, after);
  const names = timedNames(plan, downstream);
  const at = Temporal.Instant.from(plan.at).epochMilliseconds;
  const overlaps: Overlap[] = [];
  const deadlines: Infeasible[] = [];
  const own = new Set(changes.map(({ pipeline }) => pipeline));
  const changed = names.filter((name) => own.has(name));
  for (const outlook of ["likely", "longest"] satisfies Outlook[]) {
    const side = (estate: Estate, declared: readonly PoolDeclaration[]) => ({
      estate,
      times: timesOf(estate, durations, outlook),
      pools: new Map(declared.map((one) => [one.name, one])),
    });
    const both = { before: side(before, pools.live), after: side(after, pools.desired) };
    overlaps.push(...unlessTold(newOverlaps(changed, both, outlook, at), overlaps, overlapKey));
    deadlines.push(...unlessTold(infeasible(names, both, outlook, at), deadlines, deadlineKey));
  }
  const lengths = noGrounds();
  for (const name of new Set([...names, ...overlaps.map(({ other }) => other)]))
    for (const task of after.get(name)?.pipeline.tasks ?? [])
      lengths[lengthOf(name, task, durations, "longest").basis]++;
  return {
    downstream,
    overlaps,
    deadlines,
    rights: rightsWidened(changes, plan.readableBy, before, after),
    verdicts: verdictsOf(plan, before.size, rules, diagnostics),
    lengths,
    ...(owners ? { owners } : {}),
  };
}

/** Changed ones, and those downstream whose runs they may hold up. */
function timedNames({ changes }: Plan, { changes: followed }: Followed): string[] {
  const own = changes.map(({ pipeline }) => pipeline).slice(0, mostTimed);
  const theirs = followed.flatMap(({ followers }) => followers.map(({ pipeline }) => pipeline));
  return [...new Set([...own, ...theirs.sort()])].slice(0, mostTimed);
}

const timesOf = (estate: Estate, durations: Durations, outlook: Outlook): RunTimes =>
  runTimes(estate, (pipeline, task) => lengthOf(pipeline, task, durations, outlook).ms);

/** What happens anyway is not told again of a longer night. */
const unlessTold = <T>(found: readonly T[], told: readonly T[], key: (one: T) => string): T[] => {
  const known = new Set(told.map(key));
  return found.filter((one) => !known.has(key(one)));
};

const overlapKey = ({ pipeline, other, over }: Overlap): string =>
  JSON.stringify([pipeline, other, over]);
const deadlineKey = ({ pipeline, task, kind }: Infeasible): string =>
  JSON.stringify([pipeline, task, kind]);

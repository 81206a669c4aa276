// Random conditions, windows, days, approvals and takes for the simulation, over few names, so that they meet.

import { mondayToFriday } from "#core/calendar/days.ts";
import type { OnlyOn } from "#core/calendar/only-on.ts";
import type {
  AwaitedState,
  Comparison,
  Condition,
  DateRule,
  EventDate,
  Which,
} from "#core/conditions/condition.ts";
import type { AfterTrigger, Approval, Gates, Take } from "#core/pipeline.ts";
import { lockUnits, type PoolDeclaration } from "#core/pools/declaration.ts";
import { declared } from "./gated.ts";
import { businessRules } from "./simulated-calendars.ts";
import { simulationStart } from "./simulated-clock.ts";

export type Random = () => number;

/** What not every schedule has, so that each costs what it did: some combinations of them come up in all. */
export const features = [
  ...(["windows", "assets", "approvals", "blackouts", "calendars"] as const),
  ...(["backfills", "maintenance"] as const),
];
export type Feature = (typeof features)[number];
export type Features = ReadonlySet<Feature>;

export const randomFeatures = (random: Random): Features =>
  new Set(features.filter((feature) => random() < (feature === "maintenance" ? 0.15 : 0.35)));

export const pickOf = <T>(random: Random, from: readonly [T, ...T[]]): T =>
  from[Math.floor(random() * from.length)] ?? from[0];

export const simulatedEvents = ["A", "B"] as const;
export const simulatedAssets = ["X", "Y"] as const;
/** Time passes by some hundred minutes in a schedule: what expires does so within it. */
const aWhile = 1_200_000;

/** A condition over two events, a variable, assets, and runs of the two pipelines. */
export function randomCondition(random: Random, having: Features, depth = 2): Condition {
  const one = () => randomCondition(random, having, depth - 1);
  if (depth > 0 && random() < 0.45)
    return pickOf<() => Condition>(random, [
      () => ({ kind: "all", of: [one(), one()] }),
      () => ({ kind: "any", of: [one(), one()] }),
      () => ({ kind: "not", of: [one()] }),
      () => ({ kind: "atLeast", count: 2, of: [one(), one(), one()] }),
    ])();
  const facts: [() => Condition, ...(() => Condition)[]] = [
    () => ({
      ...{ kind: "event", project: null, name: pickOf(random, simulatedEvents) },
      date:
        random() < 0.6 ? randomDate(random, having) : pickOf<EventDate>(random, ["any", "static"]),
    }),
    () => ({ kind: "variable", project: null, name: "V", test: randomTest(random) }),
    () => randomRunFact(random, having),
  ];
  if (having.has("assets")) facts.push(() => randomAssetFact(random, having));
  return pickOf(random, facts)();
}

function randomDate(random: Random, having: Features): DateRule {
  if (having.has("calendars") && random() < 0.4) return pickOf(random, businessRules);
  if (random() < 0.6) return { days: 0 };
  return pickOf<DateRule>(random, [
    ...([{ days: -1 }, { days: 2 }, { businessDays: -1 }] as const),
    ...([{ scheduled: -1 }, { scheduled: 1 }] as const),
    ...([{ fixed: "01-06" }, { fixed: "2026-01-04" }] as const),
  ]);
}

const randomTest = (random: Random): Comparison =>
  pickOf<Comparison>(random, [
    ...([
      { op: "==", value: "Y" },
      { op: "!=", value: "Y" },
    ] as const),
    ...([
      { op: ">=", value: "9" },
      { op: "<", value: "10" },
    ] as const),
  ]);

function randomRunFact(random: Random, having: Features): Condition {
  const task = random() < 0.5 ? null : "t0";
  const states: [AwaitedState, ...AwaitedState[]] = [
    ...(["finished", "finished", "succeeded", "failed"] as const),
    ...(["cancelled", "skipped", "running", "notRunning"] as const),
  ];
  return {
    ...{ kind: "run", project: null, pipeline: random() < 0.8 ? "p" : "q", task },
    state: pickOf(random, states),
    exitCode: task !== null && random() < 0.2 ? { op: "!=", value: "1" } : null,
    which: randomWhich(random, having),
  };
}

const randomWhich = (random: Random, having: Features): Which =>
  random() < 0.5
    ? { by: "date", date: randomDate(random, having) }
    : pickOf<Which>(random, [
        ...([{ by: "latest" }, { by: "latest" }, { by: "sinceLastEnd" }] as const),
        ...([
          { by: "within", ms: aWhile },
          { by: "since", at: "11:30" },
        ] as const),
        { by: "since", at: "12:30" },
      ]);

const randomAssetFact = (random: Random, having: Features): Condition => ({
  ...{ kind: "asset", name: pickOf(random, simulatedAssets) },
  which: random() < 0.5 ? { by: random() < 0.6 ? "fresh" : "stale" } : randomWhich(random, having),
});

export function randomGates(random: Random, having: Features, timezone: string): Gates | null {
  if (random() < 0.5) return null;
  const awaits = random() < 0.5 ? randomCondition(random, having) : null;
  const window = having.has("windows") ? randomWindow(random, timezone) : {};
  const approval =
    having.has("approvals") && random() < 0.4 ? { approval: randomApproval(random) } : {};
  const takes = randomTakes(random);
  return { awaits, notBefore: null, notAfter: null, ...window, ...approval, takes };
}

/** Some open and close within the time of a schedule, which begins at noon in UTC. */
function randomWindow(random: Random, timezone: string): Partial<Gates> {
  const minutes = [-180, 10, 25, 50, 100, 700] as const;
  const time = () =>
    Temporal.Instant.fromEpochMilliseconds(simulationStart + pickOf(random, minutes) * 60_000)
      .toZonedDateTimeISO(timezone)
      .toPlainTime()
      .toString({ smallestUnit: "minute" });
  const notBefore = random() < 0.5 ? time() : null;
  const notAfter = random() < 0.4 ? time() : null;
  const onlyOn = random() < 0.2 ? { onlyOn: randomDays(random) } : {};
  // Most runs are for the day of the schedule, those of backfills for days before: of either some ends come within it.
  if (notAfter !== null && random() < 0.4)
    return { notBefore, notAfter: `${notAfter}+${pickOf(random, [0, 0, 1, 2])}d`, ...onlyOn };
  if (notAfter === null || random() < 0.4) return { notBefore, notAfter, ...onlyOn };
  // A window without a beginning has no nearer edge.
  const late = notBefore !== null && random() < 0.6 ? "nearest" : "nextOpening";
  return { notBefore, notAfter, late, ...onlyOn };
}

/** Of the few dates that a schedule's runs have. */
const randomDays = (random: Random): OnlyOn =>
  pickOf<OnlyOn>(random, [
    { list: { ...mondayToFriday, name: "onlyOn", weekdays: ["mon", "wed"] }, days: null },
    {
      on: { count: { unit: "businessDay", nth: [1, 2], of: "month" } },
      days: { calendar: null, roll: "skip", limit: 31, shift: 0 },
    },
    {
      not: {
        on: { count: { unit: "businessDay", nth: [1], of: "week" } },
        days: { calendar: null, roll: "skip", limit: 31, shift: 1 },
      },
    },
  ]);

const randomApproval = (random: Random): Approval => ({
  ...{ by: [], count: random() < 0.7 ? 1 : 2, notRequester: false },
  deadlineMs: random() < 0.4 ? null : aWhile,
  onExpiry: pickOf(random, ["fail", "skip", "approve"]),
});

/** Two pools, a lock and a rate; totals are raised later, and never lowered below what is taken. */
export const simulatedPools = (raised: number): PoolDeclaration[] => [
  declared("left", { units: 1 + raised }),
  declared("right", { units: 3, scope: "global" }),
  declared("ledger", { kind: "lock", units: lockUnits }),
  declared("calls", { kind: "rate", units: 2, perMs: 60_000 }),
];

function randomTakes(random: Random): Take[] {
  const takes: Take[] = [];
  const keepOnFailure = random() < 0.2;
  if (random() < 0.1) takes.push({ pool: "calls", amount: 1, keepOnFailure: false });
  if (random() < 0.3)
    takes.push({
      pool: "ledger",
      amount: random() < 0.5 ? "exclusive" : "shared",
      keepOnFailure: false,
    });
  if (random() < 0.3) takes.push({ pool: "left", amount: 1, keepOnFailure });
  if (random() < 0.3)
    takes.push({ pool: "right", amount: 1 + Math.floor(random() * 3), keepOnFailure });
  return takes;
}

/** Only `q` follows, and only `p`: two that followed each other would never come to an end. */
export const randomAfter = (name: string, random: Random): AfterTrigger[] =>
  name === "p" || random() < 0.5
    ? []
    : [
        {
          condition: {
            kind: "run",
            project: null,
            pipeline: "p",
            task: null,
            state: "finished",
            exitCode: null,
            which: { by: "date", date: { days: 0 } },
          },
          per: random() < 0.5 ? "date" : "run",
        },
      ];

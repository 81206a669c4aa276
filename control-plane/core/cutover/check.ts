// Whether a wave may be handed over now, point by point, each with what is to be done where it fails.

import { usualHeldMs } from "../waves/wave.ts";
import { isHeld } from "./holds.ts";

/** As far as a check needs it. Instants are in milliseconds since 1970. */
export interface CheckedWave {
  now: number;
  pipelines: readonly {
    pipeline: string;
    stage: string;
    guarded: boolean;
    within: number | null;
  }[];
  jobs: readonly {
    pipeline: string;
    job: string;
    state: Parameters<typeof isHeld>[0] | null;
    readAt: number | null;
  }[];
  guards: readonly { pipeline: string; host: string; knows: boolean }[];
  ours: readonly { pipeline: string; runs: number }[];
  legacy: readonly { job: string; source: string; endKnown: "absent" | "unobservable" }[];
  /** Of each observed job, what its gate asks for; empty where it holds. */
  gate: readonly { job: string; missing: readonly string[] }[];
  /** What crosses the border and has no bridge that was seen; null: nobody looked. */
  borders: readonly { text: string; seen: boolean }[] | null;
}

const checkPoints = ["gate", "holds", "guards", "in flight", "bridges"] as const;

export interface CheckPoint {
  point: (typeof checkPoints)[number];
  /** `unknown` is told and stops nothing: nobody can tell. */
  state: "ok" | "failed" | "unknown";
  text: string;
  /** What to do; null where it is ok. */
  remedy: string | null;
}

export const checkCutover = (wave: CheckedWave): CheckPoint[] => [
  ...gatePoints(wave),
  ...holdPoints(wave),
  ...guardPoints(wave),
  ...flightPoints(wave),
  ...borderPoints(wave),
];

const ok = (point: CheckPoint["point"], text: string): CheckPoint => ({
  ...{ point, state: "ok", text, remedy: null },
});

const failed = (point: CheckPoint["point"], text: string, remedy: string): CheckPoint => ({
  ...{ point, state: "failed", text, remedy },
});

function gatePoints({ gate, pipelines }: CheckedWave): CheckPoint[] {
  if (pipelines.every(({ stage }) => stage === "live"))
    return [ok("gate", "the wave is live: it was asked before")];
  const shut = gate.filter(({ missing }) => missing.length > 0);
  if (gate.length === 0)
    return [
      failed("gate", "no job of the wave is observed", "observe it: docs/migration/observe.md"),
    ];
  if (shut.length === 0) return [ok("gate", `it holds for ${gate.length} jobs`)];
  return shut.map(({ job, missing }) =>
    failed("gate", `${job}: ${missing.join("; ")}`, `see \`trunkline parity ${job}\``),
  );
}

/** Where a guard asks whose each run is, nothing has to be held. */
function holdPoints({ pipelines, jobs, now }: CheckedWave): CheckPoint[] {
  const guarded = new Set(pipelines.filter((one) => one.guarded).map(({ pipeline }) => pipeline));
  const within = new Map(pipelines.map(({ pipeline, within: of }) => [pipeline, of]));
  const unguarded = jobs.filter(({ pipeline }) => !guarded.has(pipeline));
  if (unguarded.length === 0) return [];
  const bad = unguarded.flatMap(({ pipeline, job, state, readAt }): CheckPoint[] => {
    const again =
      "read it back: give `trunkline cutover check` --crontab, --autorep or --control-m";
    if (state === null || readAt === null)
      return [failed("holds", `${job}: its hold was never read back`, again)];
    if (!isHeld(state))
      return [
        failed(
          "holds",
          `${job} is ${state === "active" ? "not held" : "there, and what was read doesn't say whether it is held"}`,
          "hold it: `trunkline cutover plan` shows how; then read it back",
        ),
      ];
    const most = within.get(pipeline) ?? usualHeldMs;
    const age = now - readAt;
    if (age > most)
      return [failed("holds", `${job}: its hold was read back ${minutes(age)} ago`, again)];
    if (state !== "iced") return [];
    return [
      {
        ...{ point: "holds", state: "unknown" },
        text: `${job} is on ice: what waits for it there goes on as if it had succeeded`,
        remedy: "put it on hold instead, unless nothing waits for it there",
      },
    ];
  });
  const isProven = bad.every(({ state }) => state !== "failed");
  return isProven ? [ok("holds", `${unguarded.length} jobs are held`), ...bad] : bad;
}

function guardPoints({ pipelines, guards }: CheckedWave): CheckPoint[] {
  const guarded = pipelines.filter((one) => one.guarded);
  if (guarded.length === 0) return [];
  const silent = guarded
    .filter(({ pipeline }) => !guards.some((guard) => guard.pipeline === pipeline))
    .map(({ pipeline }) =>
      failed(
        "guards",
        `${pipeline}: no guard was ever answered`,
        "put it in front of the command, and call it once with --renew: docs/migration/guard.md",
      ),
    );
  const behind = guards
    .filter(({ knows }) => !knows)
    .map(
      ({ pipeline, host }): CheckPoint => ({
        ...{ point: "guards", state: "unknown" },
        text: `${pipeline}: the guard on ${host} hasn't said yet that it knows the newest hand-over`,
        remedy: "it does with its next run, or by `trunkline-guard --renew` there",
      }),
    );
  if (silent.length > 0) return [...silent, ...behind];
  return [ok("guards", `${guards.length} guards were answered`), ...behind];
}

function flightPoints({ ours, legacy }: CheckedWave): CheckPoint[] {
  const running = legacy.filter(({ endKnown }) => endKnown === "absent");
  const untold = legacy.filter(({ endKnown }) => endKnown === "unobservable");
  const found = [
    ...ours.map(({ pipeline, runs }) =>
      failed(
        "in flight",
        `${pipeline} has ${runs} ${runs === 1 ? "run that hasn't" : "runs that haven't"} ended here`,
        "wait for its end, or cancel it: `trunkline runs`",
      ),
    ),
    ...running.map(({ job, source }) =>
      failed(
        "in flight",
        `${job} has a run there that hasn't ended, by ${source}`,
        "wait for its end, and for its source to tell it",
      ),
    ),
    ...untold.map(
      ({ job, source }): CheckPoint => ({
        ...{ point: "in flight", state: "unknown" },
        text: `${job}: ${source} can't tell when a run ends`,
        remedy: "look on its host whether it still runs",
      }),
    ),
  ];
  return found.some(({ state }) => state === "failed")
    ? found
    : [ok("in flight", "nothing that is known runs on either side"), ...found];
}

function borderPoints({ borders }: CheckedWave): CheckPoint[] {
  if (borders === null)
    return [
      {
        ...{ point: "bridges", state: "unknown", text: "nobody looked what crosses the border" },
        remedy: "name the project's folder",
      },
    ];
  const missing = borders.filter(({ seen }) => !seen);
  if (missing.length === 0)
    return [
      ok(
        "bridges",
        borders.length === 0 ? "none is needed" : `${borders.length} are needed, and seen`,
      ),
    ];
  return missing.map(({ text }) =>
    failed("bridges", text, "`trunkline cutover plan` says which bridge it needs"),
  );
}

/** A time as people say it. */
const minutes = (ms: number): string => `${Math.floor(ms / 60_000)} min`;

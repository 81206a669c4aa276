// What a plan says of waves that it lets go live, or retires: that the gate holds, what it lacks, or that only a server knows.

import type { CheckPoint } from "../cutover/check.ts";
import { type GoingLive, isProved, reasonsOf, type WaveProof } from "../waves/going-live.ts";
import { askedQuietDays, type QuietWave, unquiet } from "../waves/quiet.ts";
import type { Line } from "./view.ts";
import { named } from "./wording.ts";

export interface WaveGate {
  wave: string;
  /** They are retired; absent: they come to be run here. */
  retires?: true;
  /** Pipelines that go to the stage. */
  pipelines: string[];
  /** `overridden`: two people answer for what is missing. `unknown`: no server was asked. */
  state: "holds" | "overridden" | "shut" | "unknown";
  /** Jobs that were judged. */
  jobs: number;
  /** Clauses; none where it holds, or where nobody knows. */
  missing: string[];
  /** Such as `ada and bob until 2026-12-31`; absent where nobody has to answer for it. */
  override?: string;
  /** Files of explanations that explain nothing of its jobs; absent: none, or nobody looked. */
  idle?: readonly string[];
}

/** As the server would judge it if the change were merged now. */
export function gateOfProof(proof: WaveProof): WaveGate {
  const { wave, jobs, override, retires } = proof;
  const missing = reasonsOf(proof);
  const state = isProved(proof) ? (missing.length === 0 ? "holds" : "overridden") : "shut";
  return {
    ...{ wave, ...(retires && { retires }), state, missing, jobs: jobs.length },
    pipelines: proof.pipelines.map(({ pipeline }) => pipeline),
    ...(state === "overridden" && override
      ? { override: `${override.by.join(" and ")} until ${override.until} (${override.reason})` }
      : {}),
    ...(proof.idle === undefined || proof.idle.length === 0 ? {} : { idle: proof.idle }),
  };
}

/** One of each wave, of which nothing is known. */
export const unknownGates = (pipelines: readonly GoingLive[]): WaveGate[] =>
  [
    ...Map.groupBy(pipelines, ({ wave, retires }) => `${wave.name} ${retires === true}`).values(),
  ].map((its) => ({
    ...{ wave: its[0]?.wave.name ?? "", ...(its[0]?.retires && { retires: true as const }) },
    ...{ state: "unknown", jobs: 0, missing: [] },
    pipelines: its.map(({ pipeline }) => pipeline),
  }));

/** As a server has it now, by what is deployed there. @param points What is in flight is no part of it. */
export function checkedGate(gate: WaveGate, points: readonly CheckPoint[], jobs: number): WaveGate {
  const missing = points
    .filter(({ point, state }) => state === "failed" && gatePoints.has(point))
    .map(({ text }) => text);
  return { ...gate, jobs, missing, state: missing.length === 0 ? "holds" : "shut" };
}

/** As a server has it now. */
export function quietGate(gate: WaveGate, quiet: QuietWave | undefined): WaveGate {
  const why = unquiet(quiet);
  return {
    ...gate,
    jobs: 1,
    missing: why === null ? [] : [why],
    state: why === null ? "holds" : "shut",
  };
}

const gatePoints = new Set<CheckPoint["point"]>(["gate", "holds", "guards"]);

/** So many clauses are told of one wave. */
const mostTold = 5;

/** What is said of a gate, and of explanations that were meant for it. */
export const gateLines = (gate: WaveGate): Line[] => [
  gateLine(gate),
  ...(gate.idle ?? []).map(
    (file): Line => ({
      kind: "warning",
      text: `${file} explains no difference of wave ${gate.wave}`,
      help: "mend it, or take it away",
    }),
  ),
];

function gateLine(gate: WaveGate): Line {
  const { wave, pipelines, state, jobs, missing, override } = gate;
  const more = missing.length > mostTold ? [`and ${missing.length - mostTold} more`] : [];
  const lacks = [...missing.slice(0, mostTold), ...more].join("; ");
  const which = `wave ${wave} (${named(pipelines)})`;
  if (gate.retires) return retiringLine(gate, which, lacks);
  if (state === "holds")
    return {
      kind: "says",
      text: `the gate of ${which} holds for ${jobs} ${jobs === 1 ? "job" : "jobs"}, and the other scheduler is proved to be held: it goes live`,
    };
  if (state === "overridden")
    return {
      kind: "warning",
      text: `${which} goes live by the override of ${override}, though its gate does not hold: ${lacks}`,
    };
  if (state === "shut")
    return {
      kind: "warning",
      text: `${which} can't go live, and stays as it is deployed: ${lacks}`,
      help: `\`trunkline parity --wave ${wave}\` and \`trunkline cutover check ${wave}\` say all of it`,
    };
  return {
    kind: "warning",
    text: `${which} goes live: whether its gate holds, and the other scheduler is held, only the server knows`,
    help: `ask it with \`trunkline plan --live\`, or \`trunkline cutover check ${wave}\`; while something is missing all of the wave stays as it is deployed`,
  };
}

function retiringLine({ state, override }: WaveGate, which: string, lacks: string): Line {
  const asked = `${askedQuietDays} days`;
  if (state === "holds")
    return {
      kind: "says",
      text: `the other scheduler has run nothing of ${which} for ${asked}: it is retired, and nothing runs it any more`,
    };
  if (state === "overridden")
    return {
      kind: "warning",
      text: `${which} is retired by the override of ${override}, though the other scheduler may run it: ${lacks}`,
    };
  if (state === "shut")
    return {
      kind: "warning",
      text: `${which} can't be retired, and stays as it is deployed: ${lacks}`,
      help: "`trunkline legacy-runs --quiet` says for how long the other scheduler has run nothing of each wave",
    };
  return {
    kind: "warning",
    text: `${which} is retired: whether the other scheduler has run nothing of it for ${asked}, only the server knows`,
    help: "ask it with `trunkline plan --live`, or `trunkline legacy-runs --quiet`; until then all of the wave stays as it is deployed",
  };
}

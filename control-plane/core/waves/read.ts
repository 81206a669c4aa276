// `migration/waves/NAME.yaml`: reads the waves of a project.

import type { WaveSpec } from "#schemas/types.ts";
import { validateWave } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { parseDuration } from "../duration.ts";
import { locateAll } from "../locate.ts";
import { type GateRule, usualGate } from "../parity/gate.ts";
import type { JobTolerance } from "../parity/tolerances.ts";
import { parseContent, type SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { type NameList, nameList } from "./name-list.ts";
import { type Stage, type WaveGuard, type WaveHold, waveName } from "./wave.ts";

/** A wave without errors. */
export interface Wave {
  name: string;
  file: SpecFile;
  stage: Stage;
  guard: WaveGuard | null;
  hold: WaveHold | null;
  gate: GateRule | null;
  /** In the order of the file. */
  tolerances: readonly JobTolerance[];
  /** Where the stage is written, from 1. */
  line: number;
  tags: Record<string, string[]> | null;
  pipelines: NameList;
  except: NameList;
}

export interface Waves {
  /** By path. */
  list: readonly Wave[];
  /** Of the files by themselves. With an error among them nobody knows which pipelines may run. */
  diagnostics: Diagnostic[];
}

/** @param contents By path; what is no wave's, or isn't there, is left alone. */
export function readWaves(
  contents: Iterable<readonly [string, string | Uint8Array | undefined]>,
): Waves {
  const list: Wave[] = [];
  const diagnostics: Diagnostic[] = [];
  const files = [...contents].filter(([path]) => waveName(path) !== null);
  for (const [path, content] of files.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (content === undefined) continue;
    const { wave, found } = readWave(parseContent(path, content));
    if (wave !== null) list.push(wave);
    diagnostics.push(...found);
  }
  return { list, diagnostics };
}

function readWave(file: SpecFile): { wave: Wave | null; found: Diagnostic[] } {
  const problems: Problem[] = [];
  const name = waveName(file.path) as string;
  const spec = validateFile<Partial<WaveSpec>>(file, validateWave, problems);
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name))
    problems.push({
      ...{ file, path: [], at: "value", code: "invalid-name" },
      message: `"${name}" can't be a wave's name`,
      help: "rename the file: lower-case letters, digits, `-` and `_`",
    });
  if (spec !== undefined) checkStage(spec, file, problems);
  const { tags = {}, pipelines = [], except = [] } = spec?.members ?? {};
  if (spec?.members !== undefined && Object.keys(tags).length + pipelines.length === 0)
    problems.push({
      ...{ file, path: ["members"], at: "key", code: "missing-property" },
      message: "`members` has neither `tags` nor `pipelines`",
      help: "write `tags: {app: [GL]}` or `pipelines: [gl-close]`",
    });
  const found = locateAll([file], problems);
  const stage = spec?.stage;
  if (found.some(({ severity }) => severity === "error")) return { wave: null, found };
  if (spec?.members === undefined || stage === undefined) return { wave: null, found };
  const { line } = file.document().spanOf(["stage"], "value");
  const isTagged = Object.keys(tags).length > 0;
  const members = { tags: isTagged ? tags : null, pipelines: nameList(pipelines) };
  const guard = guardOf(spec.guard);
  const hold = spec.hold ? { withinMs: parseDuration(spec.hold.within) ?? 0 } : null;
  const gate = spec.gate === undefined ? null : { ...usualGate, ...spec.gate };
  return {
    wave: {
      ...{ name, file, stage, guard, hold, gate, line, ...members, except: nameList(except) },
      tolerances: tolerancesOf(spec.tolerances),
    },
    found,
  };
}

const guardOf = (spec: WaveSpec["guard"]): WaveGuard | null =>
  spec === undefined
    ? null
    : {
        slots: spec.slots,
        policy: spec.policy ?? "nobody",
        aheadMs: parseDuration(spec.ahead ?? "0s") ?? 0,
      };

const tolerancesOf = (spec: WaveSpec["tolerances"] = {}): JobTolerance[] =>
  Object.entries(spec).map(([jobs, { start, duration, durationPercent }]) => ({
    jobs,
    ...(start === undefined ? {} : { startMs: parseDuration(start) ?? 0 }),
    ...(duration === undefined ? {} : { durationMs: parseDuration(duration) ?? 0 }),
    ...(durationPercent === undefined ? {} : { durationPercent }),
  }));

/** Only stages that do what they say are accepted. */
function checkStage({ stage, gate }: Partial<WaveSpec>, file: SpecFile, problems: Problem[]): void {
  if (stage === "live" && gate !== undefined)
    problems.push({
      ...{ file, path: ["gate"], at: "key", code: "wave-stage" },
      message:
        "a deployment doesn't ask the gate yet, so nothing would show that it holds at `live`",
      help: "take `gate` out in the commit that says `live`: whoever approves it answers for the evidence",
    });
}

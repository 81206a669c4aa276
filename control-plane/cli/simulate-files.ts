// The lines of `trunkline simulate`: as many as there are fire times, one after the other, as fast as they are read.

import { simulate } from "#core/simulation/estate.ts";
import type { Fire } from "#core/simulation/fire.ts";
import { fireText, startLine, teller } from "#core/simulation/line.ts";
import type { Range } from "#core/simulation/range.ts";
import { type TaskFire, withTasks } from "#core/simulation/task-fires.ts";
import { makesRuns } from "#core/waves/wave.ts";
import type { FireTime } from "#schemas/types.ts";
import type { Exit } from "./exit.ts";
import type { Output } from "./output.ts";
import type { SimulatedFiles, SimulatedPipeline } from "./simulated-files.ts";

/** Between two looks at whether the reader keeps up: some 600 kB. */
const linesPerLook = 4_096;

export async function simulateFiles(
  { pipelines, project, broken, lines }: SimulatedFiles,
  isChosen: (of: SimulatedPipeline, project: string) => boolean,
  range: Range,
  out: Output,
): Promise<Exit> {
  const chosen = pipelines
    .filter((one) => isChosen(one, project))
    .map((one) => ({ ...one, head: headOf(one) }));
  const print = printer(teller(lines), out);
  let count = 0;
  for (const [pipeline, fire, start] of withTasks(simulate(chosen, range))) {
    if (start === null) print(pipeline, fire);
    else printStart(pipeline, fire, start, out);
    if (++count % linesPerLook === 0) await out.drained();
  }
  const unscheduled = chosen.filter(({ triggers }) => triggers.length === 0).length;
  if (count === 0 && broken.length === 0) out.note("nothing is due in the range");
  const observed = chosen.filter((one) => !makesRuns(one)).length;
  if (observed > 0)
    out.note(
      `${observed} of ${chosen.length} pipelines are in a wave at a stage at which no runs are made: these are their times in the scheduler before`,
    );
  if (unscheduled > 0)
    out.note(
      `${unscheduled} of ${chosen.length} pipelines have no schedule: they run by hand or after something`,
    );
  return broken.length > 0 ? "failed" : "ok";
}

/** What of a line is the pipeline's. The job that it was is told once: of a task that is that job with its own times. */
const headOf = ({ name, legacy, wave, tasks }: SimulatedPipeline): string => {
  const isOfTask = tasks.some(({ legacyJob }) => legacyJob === legacy?.job);
  const job = legacy?.job === undefined || isOfTask ? {} : { legacyJob: legacy.job };
  return `${JSON.stringify({ pipeline: name, ...job, ...stageOf(wave) }).slice(0, -1)},`;
};

/** The stage at which these due times make no runs. */
const stageOf = (wave: SimulatedPipeline["wave"]) =>
  wave === undefined || makesRuns({ wave }) ? {} : { stage: wave.stage };

function printStart(
  { name, timezone, wave }: SimulatedPipeline,
  fire: Fire,
  { task: { name: task, legacyJob }, at }: TaskFire,
  out: Output,
): void {
  const told = startLine(fire, at, timezone);
  out.json({
    ...{ pipeline: name, task, ...(legacyJob !== undefined && { legacyJob }) },
    ...{ ...stageOf(wave), ...told },
  });
  out.text(fireText(`${name}/${task}`, told));
}

type Named = SimulatedPipeline & { head: string };

/** What pipelines that fire alike share is made once an instant. */
function printer(tell: (of: Named, fire: Fire) => FireTime, out: Output) {
  const told = new Map<Fire, { fire: FireTime; json: string }>();
  let at = Number.NaN;
  return (pipeline: Named, fire: Fire): void => {
    if (fire.at !== at) told.clear();
    at = fire.at;
    const known = told.getOrInsertComputed(fire, () => {
      const made = tell(pipeline, fire);
      return { fire: made, json: out.format === "json" ? JSON.stringify(made).slice(1) : "" };
    });
    if (out.format === "json") out.jsonText(pipeline.head + known.json);
    else out.text(fireText(pipeline.name, known.fire));
  };
}

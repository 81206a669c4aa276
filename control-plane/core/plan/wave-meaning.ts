// What a change of a pipeline's wave or of its stage does: who runs it from the deployment on.

import type { Pipeline } from "../pipeline.ts";
import type { Change } from "../plan.ts";
import { shadowSummary } from "../shadow/words.ts";
import { makesRuns, type PipelineWave } from "../waves/wave.ts";
import { localTexts } from "./local-text.ts";
import { type Said, say } from "./said.ts";
import { arrow } from "./wording.ts";

/** Without a time, so that a thousand pipelines of one wave are told in one line. */
export function waveMeaning(before: Pipeline, after: Pipeline): Said {
  const [were, are] = [makesRuns(before), makesRuns(after)];
  const inShadow = after.wave?.stage === "shadow" ? `; ${shadowMeaning(after)}` : "";
  const text = are
    ? were
      ? "its runs are made here as before"
      : "its runs are made here from the deployment on; the scheduler before must not run it any more"
    : were
      ? "none of its runs is made here from the deployment on; those under way go on to their end"
      : "still none of its runs is made here";
  const retired =
    after.wave?.stage === "retired" && before.wave?.stage !== "retired"
      ? `; nothing runs it any more: \`trunkline cutover plan ${after.wave.name}\` lists what can be taken away in the scheduler before`
      : "";
  return say("schedule", `${changeText(before.wave, after.wave)}: ${text}${inShadow}${retired}`);
}

/** What runs beside the other scheduler, and what doesn't and why. */
const shadowMeaning = (after: Pipeline): string =>
  `in shadow, when the other scheduler starts it, ${shadowSummary(after)}`;

/** Of a pipeline that comes to be run here: from when on. Null where nothing of it is due by a schedule. */
export function handoverText({ fields, nextRuns, timezone = "UTC" }: Change): string | null {
  const isOfWave = fields.some(({ path }) => /^wave(\.|$)/.test(path));
  if (!isOfWave || nextRuns === undefined || nextRuns.before.length > 0) return null;
  const [first] = localTexts(nextRuns.after.slice(0, 1), timezone);
  return first === undefined ? null : `runs from ${first} (${timezone}) on are ours`;
}

function changeText(was: PipelineWave | undefined, is: PipelineWave | undefined): string {
  if (was && is && was.name === is.name) return `wave ${is.name}: ${arrow(was.stage, is.stage)}`;
  return `wave: ${arrow(waveText(was), waveText(is))}`;
}

const waveText = (wave: PipelineWave | undefined): string =>
  wave === undefined ? "none" : `${wave.name} (${wave.stage})`;

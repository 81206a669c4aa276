// What a stage means: for what is deployed of a pipeline, for whoever asks for a run, and outside of waves.

import { expect, test } from "vitest";
import { ownStarts } from "#core/waves/own-starts.ts";
import { stageRefusal, stageText } from "#core/waves/refusal.ts";
import { makesRuns, outOfWave, type Stage, stages, waveName, wavePath } from "#core/waves/wave.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const at = (stage: Stage) => ({ name: "gl-1", stage });
const schedule = {
  ...{ schedule: { cron: "0 6 * * *" }, timezone: "UTC", missed: "all" as const },
};
const close = pipeline("close", [task("a")], { triggers: [schedule] });

test("only live, and what is in no wave, makes runs", () => {
  expect(makesRuns(close)).toBe(true);
  expect(stages.filter((stage) => makesRuns({ wave: at(stage) }))).toEqual(["live"]);
  expect(stages.map((stage) => ownStarts({ ...close, wave: at(stage) }).triggers.length)).toEqual([
    0, 0, 1, 0,
  ]);
  expect(ownStarts(close)).toMatchObject({ triggers: [schedule], messages: [] });
  expect(outOfWave({ ...close, wave: at("observe") })).toEqual(close);
});

test("a refusal says where the stage is written, and what to do", () => {
  const asked = { pipeline: "close", wave: "gl-1", line: 3 };
  expect(stageRefusal({ ...asked, stage: "observe" }).message).toContain(
    "(migration/waves/gl-1.yaml:3)",
  );
  expect(stageRefusal({ ...asked, stage: "observe" }).hint).toContain("trunkline try close");
  expect(stageRefusal({ ...asked, line: null, stage: "retired" })).toMatchObject({
    message: expect.stringContaining("(migration/waves/gl-1.yaml)"),
    hint: expect.not.stringContaining("try"),
  });
  expect([stageText(undefined), stageText(at("live"))]).toEqual([null, null]);
  expect(stageText(at("observe"))).toBe('its wave "gl-1" is at the stage observe');
});

test("a wave is called as its file", () => {
  expect(waveName(wavePath("gl-1"))).toBe("gl-1");
  const others = ["migration/waves/a/b.yaml", "waves/a.yaml", "migration/waves/a.yml"];
  expect(others.map(waveName)).toEqual([null, null, null]);
});

// The thread of measure-thread.ts: tells each output as soon as it is measured.

import { parentPort, workerData } from "node:worker_threads";
import type { DeclaredOutput } from "#core/shadow/outputs.ts";
import { type MeasurePlace, measure } from "./measure.ts";

if (parentPort !== null) {
  const { outputs, place } = workerData as { outputs: DeclaredOutput[]; place: MeasurePlace };
  for (const output of outputs) parentPort.postMessage(await measure(output, place));
}

// Names what decides when a pipeline's jobs start, so that what was recorded of other times is told from it.

import { hash } from "node:crypto";
import { timesText } from "#core/parity/times-text.ts";
import type { Pipeline } from "#core/pipeline.ts";

/** Each of a pipeline's tasks asks for it. */
const known = new WeakMap<Pipeline, string>();

/** SHA-256. */
export const timesHash = (pipeline: Pipeline): string =>
  known.getOrInsertComputed(pipeline, () => hash("sha256", timesText(pipeline)));

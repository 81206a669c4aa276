// What of a pipeline makes runs by itself: nothing, while its wave has others run it.

import type { Pipeline } from "../pipeline.ts";
import { makesRuns } from "./wave.ts";

export interface OwnStarts {
  triggers: Pipeline["triggers"];
  after: Pipeline["after"];
  messages: NonNullable<Pipeline["messages"]>;
}

const none: OwnStarts = { triggers: [], after: [], messages: [] };

/** What is deployed of it; the pipeline itself says it all the same, for whoever looks at it. */
export const ownStarts = (pipeline: Pipeline): OwnStarts =>
  makesRuns(pipeline)
    ? {
        triggers: pipeline.triggers,
        after: pipeline.after,
        messages: pipeline.messages ?? none.messages,
      }
    : none;

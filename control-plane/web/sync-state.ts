// How what is deployed compares with its branch, as shape and word.

import type { ProjectView } from "#api/types.ts";
import type { Html } from "./html.ts";
import { type Shape, stateWord } from "./state.ts";

const shapes: Readonly<Record<ProjectView["sync"]["state"], Shape>> = {
  ...{ Synced: "eq", OutOfSync: "neq", Held: "held", Unknown: "no" },
};

export const syncWord = (state: ProjectView["sync"]["state"]): Html =>
  stateWord(shapes[state], state);

const ofHealth: Readonly<Record<string, Shape>> = {
  ...{ Healthy: "ok", Degraded: "risk", Suspended: "pause", Progressing: "run", Missing: "blank" },
};

export const healthWord = (status: string): Html => stateWord(ofHealth[status] ?? "no", status);

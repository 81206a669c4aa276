// The `with` of `uses: pipeline` as an action: every default supplied, expressions still in place.

import type { ChildInputs } from "#schemas/types.ts";
import type { ChildAction } from "./action.ts";
import { inOrder } from "./in-order.ts";

/** The action of inputs without problems. */
export const childAction = (inputs: ChildInputs): ChildAction => ({
  kind: "pipeline",
  pipeline: inputs.pipeline,
  params: inOrder(inputs.params ?? {}),
  date: inputs.date ?? null,
  wait: inputs.wait ?? true,
  outputs: inOrder(inputs.outputs ?? {}),
});

/** The inputs that give the action again. */
export const childInputs = ({
  pipeline,
  params,
  date,
  wait,
  outputs,
}: ChildAction): ChildInputs => ({
  pipeline,
  params,
  wait,
  outputs,
  ...(date === null ? {} : { date }),
});

/** `sum.rows`: the task may have dots in its name, as those of templates do, and an output has none. */
export function outputPlace(text: string): { task: string; output: string } | null {
  const dot = text.lastIndexOf(".");
  return dot <= 0 || dot === text.length - 1
    ? null
    : { task: text.slice(0, dot), output: text.slice(dot + 1) };
}

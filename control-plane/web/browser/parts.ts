// Changes a page part by part, each in a turn of its own, so that it takes input in between.

import { type ConfigCallbacks, Idiomorph } from "idiomorph";

/** `data-part` with an id makes a part. Answers those that are done: who changes the rest leaves them alone. */
export async function morphParts(
  from: Element,
  to: Element,
  callbacks: ConfigCallbacks,
): Promise<ReadonlySet<Node>> {
  const done = new Set<Node>();
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  for (const part of to.querySelectorAll("[data-part][id]")) {
    await turn();
    const old = document.getElementById(part.id);
    if (old === null || !from.contains(old)) continue;
    void Idiomorph.morph(old, part.cloneNode(true), {
      ...{ morphStyle: "outerHTML", restoreFocus: true, callbacks },
    });
    done.add(old);
  }
  await turn();
  return done;
}

// Asks for the page again and changes in place what differs: focus, selection, what was opened or written stay.

import { Idiomorph } from "idiomorph";
import { holdRows } from "./hold-rows.ts";
import { morphParts } from "./parts.ts";

let underWay: Promise<void> | null = null;
let isWanted = false;
/** Until when nothing is asked: a page that takes long to make is not made all the time. */
let restUntil = 0;
const restFactor = 3;
const longestRestMs = 10_000;

/** Once at a time; what is asked for meanwhile is done once more afterwards. */
export function refresh(): Promise<void> {
  isWanted = true;
  underWay ??= (async () => {
    try {
      while (isWanted) {
        const restMs = restUntil - performance.now();
        if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
        isWanted = false;
        const began = performance.now();
        await once();
        const took = performance.now() - began;
        restUntil = performance.now() + Math.min(restFactor * took, longestRestMs);
      }
    } finally {
      underWay = null;
    }
  })();
  return underWay;
}

async function once(): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  // Whoever was logged out is led to where they get in: the whole page goes there.
  if (answer.redirected || answer.status === 401) return location.reload();
  // What can't be shown just now doesn't take away what is shown.
  if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [from, to] = [document.getElementById("main"), fresh.getElementById("main")];
  if (from === null || to === null) return;
  document.title = fresh.title;
  holdRows(from, to);
  const done = await morphParts(from, to, callbacks);
  const beforeNodeMorphed = (node: Node) => !done.has(node) && callbacks.beforeNodeMorphed(node);
  void Idiomorph.morph(from, to, {
    ...{ morphStyle: "outerHTML", restoreFocus: true },
    callbacks: { ...callbacks, beforeNodeMorphed },
  });
  document.dispatchEvent(new Event("page:fresh"));
}

const callbacks = {
  beforeNodeMorphed: (from: Node) => !isKept(from),
  beforeAttributeUpdated: (name: string, node: Element) =>
    !(name === "open" && node instanceof HTMLDetailsElement),
};

/** What the script itself fills, and what somebody has begun to write. */
const isKept = (node: Node): boolean =>
  ((node instanceof HTMLElement || node instanceof SVGElement) &&
    node.dataset.keep !== undefined) ||
  ((node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) &&
    node.value !== node.defaultValue) ||
  (node instanceof HTMLInputElement && node.checked !== node.defaultChecked) ||
  (node instanceof HTMLSelectElement && node === document.activeElement);

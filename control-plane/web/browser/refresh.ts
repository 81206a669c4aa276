// Asks for the page again and changes in place what differs: focus, selection, what was opened or written stay. A page that takes
// long is asked for less often, and changed part by part, so that it always takes input in between.

import { Idiomorph } from "idiomorph";

/** What a refresh took is waited for so many times before the next: most of the time belongs to whoever reads, and to the server. */
const restFor = 2;
/** Shorter ones are no burden. */
const lightMs = 150;
const longestRestMs = 15_000;

let underWay: Promise<void> | null = null;
let isWanted = false;

/** Once at a time; what is asked for meanwhile is done once more afterwards. */
export function refresh(): Promise<void> {
  isWanted = true;
  underWay ??= (async () => {
    try {
      while (isWanted) {
        isWanted = false;
        const began = performance.now();
        await once();
        const took = performance.now() - began;
        if (took > lightMs) await pause(Math.min(restFor * took, longestRestMs));
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
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [from, to] = [document.getElementById("main"), fresh.getElementById("main")];
  if (from === null || to === null) return;
  document.title = fresh.title;
  for (const held of holding(from, to))
    to.querySelector(`#${held.id}`)?.replaceWith(held.cloneNode(true));
  const done = await partByPart(from, to);
  void Idiomorph.morph(from, to, {
    morphStyle: "outerHTML",
    restoreFocus: true,
    ...callbacks(done),
  });
  document.dispatchEvent(new Event("page:fresh"));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Parts that both have, `data-part` with an id, each in a turn of its own. Answers them: the rest of the page leaves them alone. */
async function partByPart(from: Element, to: Element): Promise<ReadonlySet<Node>> {
  const done = new Set<Node>();
  for (const part of to.querySelectorAll("[data-part][id]")) {
    const old = document.getElementById(part.id);
    if (old === null || !from.contains(old) || !("part" in (old as HTMLElement).dataset)) continue;
    // In its place the rest finds something of the same id.
    part.replaceWith(part.cloneNode(false));
    await pause(0);
    void Idiomorph.morph(old, part, {
      morphStyle: "outerHTML",
      restoreFocus: true,
      ...callbacks(),
    });
    done.add(old);
  }
  if (done.size > 0) await pause(0);
  return done;
}

const callbacks = (done: ReadonlySet<Node> = new Set()) => ({
  callbacks: {
    beforeNodeMorphed: (from: Node) => !isKept(from) && !done.has(from),
    beforeAttributeUpdated: (name: string, node: Element) =>
      !(name === "open" && node instanceof HTMLDetailsElement),
  },
});

/** What the script itself fills, and what somebody has begun to write. */
const isKept = (node: Node): boolean =>
  (node instanceof HTMLElement && node.dataset.keep !== undefined) ||
  ((node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) &&
    node.value !== node.defaultValue) ||
  (node instanceof HTMLSelectElement && node === document.activeElement);

/** Lists under the pointer whose rows would move: they stay until it has left. */
function holding(from: Element, to: Element): Element[] {
  const held = [...from.querySelectorAll("[data-rows]:hover, [data-rows]:focus-within")].filter(
    (list) => rowsOf(list) !== rowsOf(to.querySelector(`#${list.id}`)),
  );
  for (const list of held)
    list.addEventListener("mouseleave", () => void refresh(), { once: true });
  return held;
}

const rowsOf = (list: Element | null): string =>
  [...(list?.querySelectorAll("[data-row]") ?? [])].map(({ id }) => id).join(" ");

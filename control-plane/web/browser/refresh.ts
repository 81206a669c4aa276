// Asks for the page again and changes in place what differs: focus, selection, what was opened or written stay.

import { Idiomorph } from "idiomorph";

let underWay: Promise<void> | null = null;
let isWanted = false;

/** Once at a time; what is asked for meanwhile is done once more afterwards. */
export function refresh(): Promise<void> {
  isWanted = true;
  underWay ??= (async () => {
    try {
      while (isWanted) {
        isWanted = false;
        await once();
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
  void Idiomorph.morph(from, to, { morphStyle: "outerHTML", restoreFocus: true, callbacks });
  document.dispatchEvent(new Event("page:fresh"));
}

const callbacks = {
  beforeNodeMorphed: (from: Node) => !isKept(from),
  beforeAttributeUpdated: (name: string, node: Element) =>
    !(name === "open" && node instanceof HTMLDetailsElement),
};

/** What the script itself fills, and what somebody has begun to write. */
const isKept = (node: Node): boolean =>
  (node instanceof HTMLElement && node.dataset.keep !== undefined) ||
  ((node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) &&
    node.value !== node.defaultValue) ||
  (node instanceof HTMLInputElement && node.checked !== node.defaultChecked) ||
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

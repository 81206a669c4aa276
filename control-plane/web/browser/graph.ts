// Arrows in a graph: right and left along its edges, up and down within a column. Tab comes to a graph once, not to each node.

import { canvas } from "./canvas.ts";
import { bring } from "./map.ts";

const ways: Readonly<Record<string, string>> = {
  ...{ ArrowRight: "next", ArrowLeft: "back", ArrowUp: "up", ArrowDown: "down" },
};

/** The first that the node names for the way. */
function target(node: Element, key: string): Element | null {
  const way = ways[key];
  const [to] = ((way && (node as SVGElement).dataset[way]) ?? "").split(" ");
  return to ? (document.getElementById(`n${to}`) ?? bring(Number(to))) : null;
}

const nodes = (): SVGAElement[] => [...document.querySelectorAll<SVGAElement>(".graph a")];

/** The one that Tab comes to: that which had the focus last, else what is selected, else the first. */
function keepOneStop(chosen?: Element): void {
  const all = nodes();
  const stop = chosen ?? all.find((one) => one.classList.contains("sel")) ?? all[0];
  for (const one of all) one.setAttribute("tabindex", one === stop ? "0" : "-1");
}

/** In the middle of its box, where it isn't in sight. */
function show(node: Element): void {
  const box = canvas();
  if (box === null) return;
  const [at, room] = [node.getBoundingClientRect(), box.getBoundingClientRect()];
  const isSeen =
    at.left >= room.left &&
    at.right <= room.right &&
    at.top >= room.top &&
    at.bottom <= room.bottom;
  if (isSeen) return;
  box.scrollBy({
    left: at.left + at.width / 2 - room.left - room.width / 2,
    top: at.top + at.height / 2 - room.top - room.height / 2,
    behavior: "instant",
  });
}

export function followGraph(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = event.target instanceof Element ? event.target.closest(".graph a") : null;
    const to = node && target(node, event.key);
    if (!to) return;
    event.preventDefault();
    (to as SVGAElement).focus({ preventScroll: true });
    show(to);
  });
  document.addEventListener("focusin", ({ target: to }) => {
    const node = to instanceof Element ? to.closest(".graph a") : null;
    if (node) keepOneStop(node);
  });
  document.addEventListener("page:fresh", () => {
    const held = document.activeElement?.closest(".graph a") ?? undefined;
    keepOneStop(held);
  });
  keepOneStop();
}

// Moves and zooms a graph. Moving is the scrolling of its box, which the browser does from painted tiles without asking the page;
// zooming changes the size of the picture, whose lines and letters are drawn anew.

const step = 1.25;
/** Below it letters can't be read: they aren't drawn. */
const readable = 0.45;
/** Further than this it was moved, not clicked. */
const still = 4;
/** Kept while the page is shown anew. */
let factor = 1;

export const zoomOf = (): number => factor;
export const canvas = (): HTMLElement | null => document.querySelector<HTMLElement>(".graph");
export const pictureIn = (box: HTMLElement): SVGSVGElement | null =>
  box.querySelector<SVGSVGElement>("svg[data-width]");

function size(box: HTMLElement): void {
  const svg = pictureIn(box);
  if (svg === null) return;
  svg.setAttribute("width", String(Number(svg.dataset.width) * factor));
  svg.setAttribute("height", String(Number(svg.dataset.height) * factor));
  box.classList.toggle("far-off", factor < readable);
  box.dispatchEvent(new Event("scroll"));
}

/** @param by A factor, or `fit`: all of it at once. */
function zoom(by: number | "fit"): void {
  const box = canvas();
  const svg = box && pictureIn(box);
  if (!box || !svg) return;
  const now = factor;
  const fits = Math.min(
    box.clientWidth / Number(svg.dataset.width),
    box.clientHeight / Number(svg.dataset.height),
  );
  factor = Math.min(3, Math.max(0.02, by === "fit" ? Math.min(1, fits) : now * by));
  // What is in the middle stays there.
  const [x, y] = [box.scrollLeft + box.clientWidth / 2, box.scrollTop + box.clientHeight / 2];
  size(box);
  box.scrollTo({
    left: (x * factor) / now - box.clientWidth / 2,
    top: (y * factor) / now - box.clientHeight / 2,
    behavior: "instant",
  });
}

function drag(down: PointerEvent): void {
  const box = canvas();
  if (box === null || down.button !== 0 || down.pointerType === "touch") return;
  if (!(down.target instanceof Element) || !box.contains(down.target)) return;
  const { clientX, clientY } = down;
  const [left, top] = [box.scrollLeft + clientX, box.scrollTop + clientY];
  let isMoved = false;
  const move = (to: PointerEvent): void => {
    if (!isMoved && Math.hypot(to.clientX - clientX, to.clientY - clientY) < still) return;
    isMoved = true;
    box.scrollTo({ left: left - to.clientX, top: top - to.clientY, behavior: "instant" });
  };
  const end = (): void => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointercancel", end);
    if (!isMoved) return;
    // A box under the pointer was not asked for.
    const refuse = (click: Event): void => click.preventDefault();
    document.addEventListener("click", refuse, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", refuse, { capture: true }));
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
  document.addEventListener("pointercancel", end, { once: true });
}

const keys: Readonly<Record<string, number | "fit">> = {
  "+": step,
  "=": step,
  "-": 1 / step,
  "0": "fit",
};

/** Nothing is done on a page without a graph. */
export function followCanvas(): void {
  document.addEventListener("pointerdown", drag);
  // A link is else dragged away as one.
  document.addEventListener("dragstart", (event) => {
    if (event.target instanceof Element && event.target.closest(".graph")) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    const how = target instanceof Element ? target.closest<HTMLElement>("[data-zoom]") : null;
    if (how) zoom(how.dataset.zoom === "fit" ? "fit" : how.dataset.zoom === "in" ? step : 1 / step);
  });
  document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
    const by = target.closest(".graph") === null ? undefined : keys[key];
    if (by !== undefined) zoom(by);
  });
  const ready = (): void => {
    for (const one of document.querySelectorAll(".zoom")) one.removeAttribute("hidden");
    const box = canvas();
    if (box !== null && factor !== 1) size(box);
  };
  ready();
  document.addEventListener("page:fresh", ready);
}

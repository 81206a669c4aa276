// Moves and zooms the map. Moving is the scrolling of its box, which the browser paints from tiles whatever the size of the
// picture; zooming changes the size of the picture, whose lines and letters are drawn anew.

const steps = 1.25;
/** Kept while the page is shown anew. */
let factor = 1;

const svgOf = (): SVGSVGElement | null => document.querySelector<SVGSVGElement>("#map-svg");
const boxOf = (): HTMLElement | null => document.getElementById("map");

function size(svg: SVGSVGElement): void {
  svg.setAttribute("width", String(Number(svg.dataset.width) * factor));
  svg.setAttribute("height", String(Number(svg.dataset.height) * factor));
}

function zoom(by: number | "fit"): void {
  const [svg, box] = [svgOf(), boxOf()];
  if (svg === null || box === null) return;
  const width = Number(svg.dataset.width);
  const now = factor;
  const next = by === "fit" ? Math.min(1, box.clientWidth / width) : now * by;
  factor = Math.min(3, Math.max(0.05, next));
  // What is in the middle stays there.
  const [x, y] = [box.scrollLeft + box.clientWidth / 2, box.scrollTop + box.clientHeight / 2];
  size(svg);
  box.scrollTo((x * factor) / now - box.clientWidth / 2, (y * factor) / now - box.clientHeight / 2);
}

function drag(down: PointerEvent): void {
  const box = boxOf();
  if (box === null || down.button !== 0 || down.pointerType === "touch") return;
  if (!(down.target instanceof Element) || !box.contains(down.target)) return;
  if (down.target.closest("a") !== null) return;
  const [left, top] = [box.scrollLeft + down.clientX, box.scrollTop + down.clientY];
  box.setPointerCapture(down.pointerId);
  const move = (to: PointerEvent): void =>
    box.scrollTo({ left: left - to.clientX, top: top - to.clientY, behavior: "instant" });
  box.addEventListener("pointermove", move);
  box.addEventListener("lostpointercapture", () => box.removeEventListener("pointermove", move), {
    once: true,
  });
}

/** Nothing is done on a page without a map. */
export function followMap(): void {
  document.addEventListener("pointerdown", drag);
  document.addEventListener("click", ({ target }) => {
    const how = target instanceof Element ? target.closest<HTMLElement>("[data-zoom]") : null;
    if (how)
      zoom(how.dataset.zoom === "fit" ? "fit" : how.dataset.zoom === "in" ? steps : 1 / steps);
  });
  document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey }) => {
    if (ctrlKey || metaKey || !(target instanceof Element) || !target.closest("#map")) return;
    if (key === "+" || key === "=") zoom(steps);
    if (key === "-") zoom(1 / steps);
    if (key === "0") zoom("fit");
  });
  const ready = (): void => {
    document.getElementById("map-zoom")?.removeAttribute("hidden");
    const svg = svgOf();
    if (svg !== null && factor !== 1) size(svg);
  };
  ready();
  document.addEventListener("page:fresh", ready);
}

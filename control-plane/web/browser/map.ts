// Of a map of very many boxes, draws those that are in sight, by blocks as they come and go: the page's own elements stay few.

import { canvas, zoomOf } from "./canvas.ts";

const [blockWidth, blockHeight] = [1_200, 600];
/** Smaller ones have no names that could be read. */
const readable = 0.6;
const svgNamespace = "http://www.w3.org/2000/svg";

interface Box {
  name: string;
  x: number;
  y: number;
  shape: string;
  /** As what the address names it: `focus` or `group`. */
  as: string;
  /** Of its state, for who hears it. */
  word: string;
}

interface Estate {
  boxes: Box[];
  /** Numbers of boxes by block. */
  blocks: Map<string, number[]>;
  /** By box: those that await it, that it awaits, and its neighbours in the column. */
  next: number[][];
  back: number[][];
  up: number[];
  down: number[];
  base: string;
  width: number;
  height: number;
}

let read: { from: string; estate: Estate } | null = null;
/** What is drawn, by block. */
const drawn = new Map<string, SVGGElement>();

function estateOf(): Estate | null {
  const data = document.getElementById("map-data")?.dataset;
  const from = data?.boxes;
  if (!data || !from) return null;
  if (read?.from === from) return read.estate;
  const looks = (data.looks ?? "").split("\n");
  const boxes = from.split("\n").map((line): Box => {
    const [x, y, look, ...name] = line.split(" ");
    const [shape = "blank", as = "", word = ""] = (looks[Number(look)] ?? "").split("\t");
    return { name: name.join(" "), x: Number(x), y: Number(y), shape, as, word };
  });
  const [next, back]: [number[][], number[][]] = [boxes.map(() => []), boxes.map(() => [])];
  for (const line of (data.edges ?? "").split("\n")) {
    const [a, b] = line.split(" ").map(Number);
    if (a === undefined || b === undefined) continue;
    next[a]?.push(b);
    back[b]?.push(a);
  }
  const blocks = Map.groupBy(boxes.keys(), (n) => {
    const { x, y } = boxes[n] as Box;
    return `${Math.floor(x / blockWidth)} ${Math.floor(y / blockHeight)}`;
  });
  const [up, down]: [number[], number[]] = [[], []];
  const inColumns = [...boxes.keys()].sort(
    (a, b) => (boxes[a]?.x ?? 0) - (boxes[b]?.x ?? 0) || (boxes[a]?.y ?? 0) - (boxes[b]?.y ?? 0),
  );
  for (const [at, n] of inColumns.entries()) {
    const before = inColumns[at - 1];
    if (before === undefined || boxes[before]?.x !== boxes[n]?.x) continue;
    up[n] = before;
    down[before] = n;
  }
  const [width, height] = [Number(data.width), Number(data.height)];
  const estate = { boxes, blocks, next, back, up, down, base: data.base ?? "", width, height };
  read = { from, estate };
  return estate;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

const longest = 20;

function boxOf({ boxes, base, width, height, ...near }: Estate, n: number): SVGElement {
  const { name, x, y, shape, as, word } = boxes[n] as Box;
  const own = as === "focus" ? name.slice(name.indexOf("/") + 1) : name;
  const shown = own.length > longest ? `${own.slice(0, longest - 1)}…` : own;
  const link = element("a", {
    ...{ id: `n${n}`, href: `${base}&${as}=${encodeURIComponent(name)}`, tabindex: -1 },
    ...{
      class: shape === "fail" ? "node bad" : "node",
      "aria-label": `${name}, ${word}${shown === own ? "" : `; seen as ${shown}`}`,
    },
    ...{ "data-next": (near.next[n] ?? []).join(" "), "data-back": (near.back[n] ?? []).join(" ") },
    ...{ "data-up": near.up[n] ?? "", "data-down": near.down[n] ?? "" },
  });
  const text = element("text", { x: x + 26, y: y + 15, class: "nm2" });
  text.textContent = shown;
  link.append(
    element("rect", { x, y, width, height, rx: 3, class: "nb" }),
    element("use", {
      href: `#i-${shape}`,
      x: x + 8,
      y: y + 5,
      width: 12,
      height: 12,
      class: `f${shape}`,
    }),
    text,
  );
  return link;
}

/** The lines of one box alone: of all of them nobody would see one. */
function line(of: Element | null): void {
  const path = document.getElementById("map-lines");
  const estate = path && estateOf();
  if (!path || !estate) return;
  const { boxes, width, height } = estate;
  const n = Number(of?.id.slice(1) ?? Number.NaN);
  const from = (a: number, b: number): string => {
    const [one, other] = [boxes[a], boxes[b]];
    if (!one || !other) return "";
    const [x, y, u, v] = [one.x + width, one.y + height / 2, other.x, other.y + height / 2];
    const bend = x < u ? (x + u) / 2 : x + 16;
    return `M${x} ${y}C${bend} ${y} ${bend} ${v} ${u} ${v}`;
  };
  const next = (estate.next[n] ?? []).map((to) => from(n, to));
  const back = (estate.back[n] ?? []).map((to) => from(to, n));
  path.setAttribute("d", [...next, ...back].join(""));
}

/** Of what isn't drawn: scrolls there and draws it. */
export function bring(n: number): Element | null {
  const [box, estate] = [canvas(), estateOf()];
  const of = estate?.boxes[n];
  if (box === null || !estate || !of) return null;
  const factor = zoomOf();
  box.scrollTo({
    left: (of.x + estate.width / 2) * factor - box.clientWidth / 2,
    top: (of.y + estate.height / 2) * factor - box.clientHeight / 2,
    behavior: "instant",
  });
  draw();
  return document.getElementById(`n${n}`);
}

function draw(): void {
  const [box, layer, estate] = [canvas(), document.getElementById("map-near"), estateOf()];
  if (box === null || layer === null || estate === null) return;
  const factor = zoomOf();
  const wanted = new Set<string>();
  if (factor >= readable) {
    const of = (at: number, room: number, size: number): [number, number] => [
      Math.floor((at / factor - size / 4) / size),
      Math.floor(((at + room) / factor + size / 4) / size),
    ];
    const [left, right] = of(box.scrollLeft, box.clientWidth, blockWidth);
    const [top, bottom] = of(box.scrollTop, box.clientHeight, blockHeight);
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) wanted.add(`${x} ${y}`);
  }
  for (const [key, group] of drawn)
    if (!wanted.has(key) || group.parentNode !== layer) {
      group.remove();
      drawn.delete(key);
    }
  for (const key of wanted) {
    const nodes = estate.blocks.get(key);
    if (nodes === undefined || drawn.has(key)) continue;
    const group = element("g", {}) as SVGGElement;
    group.append(...nodes.map((n) => boxOf(estate, n)));
    drawn.set(key, group);
    layer.append(group);
  }
}

/** Nothing is done on a page without a map of so many. */
export function followMap(): void {
  let isAsked = false;
  const soon = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  // Scrolling doesn't rise from a box; it is seen on its way down.
  document.addEventListener("scroll", soon, { capture: true, passive: true });
  document.addEventListener("page:fresh", () => {
    const before = read?.estate;
    if (estateOf() === before) return;
    const held = document.activeElement?.closest("#map-near a")?.id;
    for (const group of drawn.values()) group.remove();
    drawn.clear();
    draw();
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  });
  for (const event of ["focusin", "pointerover"])
    document.addEventListener(event, ({ target }) => {
      const node = target instanceof Element ? target.closest("#map-near a") : null;
      if (node) line(node);
    });
  draw();
}

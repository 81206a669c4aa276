// How smoothly something moves under a real mouse in a real browser: the times between the frames that its page gets.

import type { Page } from "playwright-core";

export interface Frames {
  /** Between two frames, ms. */
  p50: number;
  p95: number;
  longest: number;
  /** Sixtieths of a second in which no frame came. */
  dropped: number;
  frames: number;
  /** How far it was moved, px, so that a picture that stands still isn't taken for a smooth one. */
  moved: number;
}

const strokes = 8;
const stepsOfStroke = 24;
const perStep = 14;
const oneFrame = 1000 / 60;

/** Drags it to and fro by its ground, from where no link lies. */
export async function panned(page: Page, selector: string): Promise<Frames> {
  const ground = (await page.evaluate(`(${groundIn})(${JSON.stringify(selector)})`)) as {
    x: number;
    y: number;
  };
  await page.evaluate(`(${record})(${JSON.stringify(selector)})`);
  for (let stroke = 0; stroke < strokes; stroke++) {
    // Two to the right and down for each one back, so that new parts come into sight all the time.
    const sign = stroke % 3 === 2 ? 1 : -1;
    await page.mouse.move(ground.x, ground.y);
    await page.mouse.down();
    for (let step = 1; step <= stepsOfStroke; step++)
      await page.mouse.move(
        ground.x + sign * step * perStep,
        ground.y + sign * step * perStep * 0.5,
      );
    await page.mouse.up();
  }
  const { times, moved } = (await page.evaluate("globalThis.endRecord()")) as {
    times: number[];
    moved: number;
  };
  const between = times.slice(1).map((at, n) => at - (times[n] ?? 0));
  const sorted = between.toSorted((a, b) => a - b);
  const part = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return {
    ...{ p50: rounded(part(0.5)), p95: rounded(part(0.95)), longest: rounded(part(1)) },
    dropped: between.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / oneFrame) - 1), 0),
    ...{ frames: between.length, moved: Math.round(moved) },
  };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** Run in the page: where a drag may begin. */
const groundIn = `(selector) => {
  const box = document.querySelector(selector);
  box.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, right, bottom } = box.getBoundingClientRect();
  const [x0, y0] = [Math.max(0, left), Math.max(0, top)];
  const [width, height] = [Math.min(innerWidth, right) - x0, Math.min(innerHeight, bottom) - y0];
  for (let n = 0; n < 400; n++) {
    const [x, y] = [x0 + width * (0.5 + 0.4 * Math.sin(n)), y0 + height * (0.5 + 0.4 * Math.cos(n * 1.7))];
    const hit = document.elementFromPoint(x, y);
    if (hit !== null && box.contains(hit) && hit.closest("a") === null) return { x, y };
  }
  throw new Error("no ground to drag it by");
}`;

/** Run in the page: keeps the time of each frame, and how far the picture has moved by then. */
const record = `(selector) => {
  const picture = document.querySelector(selector).firstElementChild;
  const [times, { left, top }] = [[], picture.getBoundingClientRect()];
  let [isOver, moved, last] = [false, 0, [left, top]];
  const frame = (at) => {
    if (isOver) return;
    times.push(at);
    const now = picture.getBoundingClientRect();
    moved += Math.abs(now.left - last[0]) + Math.abs(now.top - last[1]);
    last = [now.left, now.top];
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  globalThis.endRecord = () => { isOver = true; return { times, moved }; };
}`;

/** From the request for it until what it shows is painted, ms: two frames after all of it was there. */
export async function drawn(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  return Number(
    await page.evaluate(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))",
    ),
  );
}

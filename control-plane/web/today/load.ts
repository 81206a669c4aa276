// The day by the hour: what began, what failed of it, what is still due; as a picture, and as a table for whoever doesn't see it.

import type { LoadView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { minuteText } from "../times.ts";

const [top, floor, height] = [14, 74, 92];

export function loadOf({ timezone, from, now, hours, countedFrom }: LoadView): Html {
  const most = Math.max(1, ...hours.map(({ began, due }) => began + due));
  const tall = (count: number): number => Math.round(((floor - top) * count * 10) / most) / 10;
  const share = 100 / hours.length;
  const x = (hour: number): string => `${Math.round(hour * share * 100) / 100}%`;
  const width = `${Math.round(share * 0.84 * 100) / 100}%`;
  const bar = (kind: string, hour: number, below: number, count: number): Html | null =>
    count === 0
      ? null
      : html`<rect class="${kind}" x="${x(hour)}" y="${floor - tall(below + count)}" width="${width}" height="${Math.max(1, tall(count))}"/>`;
  const at = (Date.parse(now) - Date.parse(from)) / 3_600_000;
  const highest = hours.findIndex(({ began, due }) => began + due === most);
  const total = (name: "began" | "failed" | "due") =>
    hours.reduce((sum, one) => sum + one[name], 0);
  const words = `${total("began").toLocaleString("en")} began, ${total("failed")} of them failed, ${total("due").toLocaleString("en")} still due`;
  return html`<section class="sec" aria-labelledby="load"><div class="sh"><h2 id="load">Load today</h2><span class="q">runs per hour, ${timezone}; dark: began, at its foot: failed of them, pale: still due</span></div>
<svg class="bars" width="100%" height="${height}" role="img" aria-label="Runs per hour today, ${timezone}: ${words}">${hours.map(
    ({ began, failed, due }, hour) =>
      html`${bar("fl2", hour, 0, began)}${bar("ffail", hour, 0, failed)}${bar("fline", hour, began, due)}`,
  )}${hours.map((one, hour) => (hour % 6 === 0 ? html`<text x="${x(hour)}" y="88">${minuteText(one.from, timezone)}</text>` : null))}<line class="now" x1="${x(at)}" x2="${x(at)}" y1="2" y2="${floor + 2}"/><text x="${x(at + 0.2)}" y="10">now</text>${highest >= 0 && total("began") + total("due") > 0 && Math.abs(highest - at) > 4 ? html`<text x="${x(Math.min(highest, hours.length - 7))}" y="${Math.max(10, floor - tall(most) - 3)}">${most.toLocaleString("en")} at ${minuteText(hours[highest]?.from ?? from, timezone)}</text>` : null}</svg>
<p class="q">${words}.${countedFrom === null ? null : ` Those before ${minuteText(countedFrom, timezone)} are not all counted.`}</p>
<details><summary>As a table</summary><table class="t"><thead><tr><th scope="col">From</th><th scope="col" class="n">Began</th><th scope="col" class="n">Succeeded</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Due</th></tr></thead><tbody>${hours.map((one) => html`<tr><th scope="row">${minuteText(one.from, timezone)}</th><td class="n">${one.began}</td><td class="n">${one.succeeded}</td><td class="n">${one.failed}</td><td class="n">${one.due}</td></tr>`)}</tbody></table></details></section>`;
}

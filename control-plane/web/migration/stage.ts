// Stages of waves: a pattern and a word each, and how much of the estate is at which.

import type { StatusView } from "#api/types.ts";
import { type Html, html } from "../html.ts";

export type Wave = StatusView["waves"][number];
type Stage = Wave["stage"];

/** In the order in which a wave goes through them backwards: what is done comes first. */
const order: readonly Stage[] = ["retired", "live", "shadow", "observe"];
const looks: Readonly<Record<Stage, Html>> = {
  retired: html`class="fl2"`,
  live: html`class="fokq"`,
  shadow: html`fill="url(#p-pool)"`,
  observe: html`fill="url(#p-event)"`,
};

export const stageWord = (stage: Stage): Html =>
  html`<span class="st stage-word"><svg width="16" height="11" aria-hidden="true"><rect class="frame" x="0.5" y="0.5" width="15" height="10"/><rect ${looks[stage]} x="0.5" y="0.5" width="15" height="10"/></svg>${stage}</span>`;

export function stageBar(waves: readonly Wave[]): Html {
  const sum = (of: readonly Wave[]) => of.reduce((all, { pipelines }) => all + pipelines, 0);
  const total = sum(waves);
  const counts = order.map(
    (stage) => [stage, sum(waves.filter((one) => one.stage === stage))] as const,
  );
  let at = 0;
  const said = counts.filter(([, n]) => n > 0).map(([stage, n]) => `${n} ${stage}`);
  return html`<svg class="stages" width="100%" height="24" role="img" aria-label="${total} pipelines in waves: ${said.join(", ")}">${counts.map(
    ([stage, n]) => {
      const width = total === 0 ? 0 : (n / total) * 100;
      const x = at;
      at += width;
      return n === 0
        ? null
        : html`<rect ${looks[stage]} x="${x.toFixed(2)}%" y="1" width="${width.toFixed(2)}%" height="22"/><rect class="frame" x="${x.toFixed(2)}%" y="1" width="${width.toFixed(2)}%" height="22"/>`;
    },
  )}</svg><div class="legend">${counts.map(([stage, n]) => html`<span>${stageWord(stage)} <b>${n}</b></span>`)}</div>`;
}

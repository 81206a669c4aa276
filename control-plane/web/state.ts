// A state as its shape and word: colour alone never says it.

import { type Html, html } from "./html.ts";

/** Each is a symbol `i-NAME`; the colour is that of a class. */
const colours = {
  ok: "ok",
  run: "run",
  fail: "fail",
  risk: "risk",
  wait: "wait",
  person: "me",
  skip: "off",
  off: "off",
  pause: "off",
  blank: "wait",
  eq: "ok",
  neq: "risk",
  held: "risk",
  no: "off",
} as const;
export type Shape = keyof typeof colours;

/** The shape alone, for where the word stands beside it. */
export const state = (shape: Shape): Html =>
  html`<svg class="i ${colours[shape]}" aria-hidden="true"><use href="#i-${shape}"/></svg>`;

/** Shape and word. */
export const stateWord = (shape: Shape, word: string): Html =>
  html`<span class="st">${state(shape)}${word}</span>`;

const ofState: Readonly<Record<string, readonly [Shape, string]>> = {
  waiting: ["wait", "Waiting"],
  ready: ["wait", "Ready"],
  running: ["run", "Running"],
  succeeded: ["ok", "Succeeded"],
  failed: ["fail", "Failed"],
  skipped: ["skip", "Skipped"],
  cancelled: ["off", "Cancelled"],
  late: ["risk", "Late"],
  "at-risk": ["risk", "At risk"],
};

/** Of a run, a task, an attempt or an open deadline, as the API names its state. */
export const shapeOf = (name: string): Shape => ofState[name]?.[0] ?? "blank";
export const wordOf = (name: string): string => ofState[name]?.[1] ?? name;
export const stateOf = (name: string): Html => stateWord(shapeOf(name), wordOf(name));

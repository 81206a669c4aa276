// Where an alert is on each route: who is told at once, who later, when again. Kept with the alert, so that routes that
// change meanwhile change nothing of what is open.

import { matchesPattern } from "../ceilings/pattern.ts";
import type { AlertEvent } from "./event.ts";
import { closesAt } from "./hours.ts";
import { isAsBad } from "./kind.ts";
import { judgeRoutes, type PlacedRoute, routeName } from "./match.ts";
import type { AlertChannel } from "./settings.ts";

/** One route that an alert goes by. Instants are milliseconds. */
export interface RouteState {
  name: string;
  /** Channels that it has told, or is telling. */
  told: string[];
  /** What is to come, in order. */
  steps: { at: number; to: string[] }[];
  remind: { everyMs: number; at: number } | null;
  recovered: boolean;
}

export interface Telling {
  channel: string;
  /** When; null: now. */
  at: number | null;
}

/** Which channels hear of a new alert now, and what comes later. */
export function routeAlert(
  routes: readonly PlacedRoute[],
  channels: Readonly<Record<string, AlertChannel>>,
  event: AlertEvent,
  now: number,
): { states: RouteState[]; telling: Telling[] } {
  const states: RouteState[] = [];
  const telling = new Map<string, Telling>();
  for (const placed of judgeRoutes(routes, event, now)) {
    if (placed.refused !== null) continue;
    const { route } = placed;
    const usable = (names: readonly string[]) =>
      names.filter((name) => mayUse(channels[name], placed));
    const { quiet } = route;
    const isQuiet = quiet !== null && !isAsBad(event.severity, quiet.unless);
    const at = isQuiet && quiet ? closesAt(quiet, now) : null;
    const begin = at ?? now;
    const to = usable(route.to);
    for (const channel of to) {
      const other = telling.get(channel);
      // Of two routes the one that tells now.
      if (other === undefined || at === null) telling.set(channel, { channel, at });
    }
    states.push({
      name: routeName(placed),
      told: to,
      steps: route.escalate.map((step) => ({ at: begin + step.afterMs, to: usable(step.to) })),
      remind:
        route.remindMs === null ? null : { everyMs: route.remindMs, at: begin + route.remindMs },
      recovered: route.recovered,
    });
  }
  return { states, telling: [...telling.values()] };
}

/** Whether a route may name a channel: a project's own only what is open to it. */
export const mayUse = (channel: AlertChannel | undefined, { project }: PlacedRoute): boolean =>
  channel !== undefined &&
  (project === null || channel.projects === null || isOneOf(project, channel.projects));

const isOneOf = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matchesPattern(name, pattern));

export interface DueWord {
  act: "escalate" | "remind";
  channel: string;
}

/** What is to be said of an open alert by now, and the routes as they are afterwards. */
export function dueWords(
  states: readonly RouteState[],
  now: number,
): { states: RouteState[]; words: DueWord[] } {
  const words = new Map<string, DueWord>();
  const after = states.map((state): RouteState => {
    const [due, later] = [
      state.steps.filter(({ at }) => at <= now),
      state.steps.filter(({ at }) => at > now),
    ];
    const told = [...state.told];
    for (const channel of due.flatMap(({ to }) => to)) {
      if (told.includes(channel)) continue;
      told.push(channel);
      words.set(channel, { act: "escalate", channel });
    }
    let { remind } = state;
    if (remind !== null && remind.at <= now) {
      for (const channel of told)
        if (!words.has(channel)) words.set(channel, { act: "remind", channel });
      // Reminders that nobody could send are not made up for.
      const missed = Math.floor((now - remind.at) / remind.everyMs) + 1;
      remind = { ...remind, at: remind.at + missed * remind.everyMs };
    }
    return { ...state, told, steps: later, remind };
  });
  return { states: after, words: [...words.values()] };
}

/** When something is to be said next; null: never. */
export function nextWord(states: readonly RouteState[]): number | null {
  const times = states.flatMap(({ steps, remind }) => [
    ...steps.map(({ at }) => at),
    ...(remind === null ? [] : [remind.at]),
  ]);
  return times.length === 0 ? null : Math.min(...times);
}

/** Every channel that has heard of it. */
export const channelsTold = (states: readonly RouteState[]): string[] => [
  ...new Set(states.flatMap(({ told }) => told)),
];

/** Those that also hear that it is over. */
export const channelsToEnd = (states: readonly RouteState[]): string[] => [
  ...new Set(states.filter(({ recovered }) => recovered).flatMap(({ told }) => told)),
];

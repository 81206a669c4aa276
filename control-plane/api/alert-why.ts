// Why somebody was told of a run or a pipeline, or nobody: its alerts with their messages, and what the routes of now say.

import { readSettings } from "#alerts/live-settings.ts";
import type { AlertEvent } from "#core/alerts/event.ts";
import { judgeRoutes, routeName } from "#core/alerts/match.ts";
import { mayUse, routeAlert } from "#core/alerts/routing.ts";
import type { ListAlertsRow } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { alertDetails } from "./alert-view.ts";
import type { AlertDetail, AlertRouteVerdict, AlertWhy } from "./types.ts";

export interface AlertQuestion {
  subject: string;
  /** The newest first. */
  rows: readonly ListAlertsRow[];
  /** What a failure of it would be, where nothing has happened. */
  wouldBe: AlertEvent;
  /** What a success would be, where its spec has that told; null: nobody hears of one. */
  wouldSucceed: AlertEvent | null;
  now: Date;
  /** Routes of projects that may not be known say nothing. */
  known: readonly string[] | null;
}

export async function whyTold(
  db: Db,
  { subject, rows, wouldBe, wouldSucceed, now, known }: AlertQuestion,
): Promise<AlertWhy> {
  const live = await readSettings(db);
  const alerts = await alertDetails(db, rows.slice(0, 20));
  const [newest] = rows;
  const event = newest === undefined ? wouldBe : (newest.event as AlertEvent);
  if (live === null)
    return {
      ...{ subject, alerts, routes: [] },
      answer: [
        "Nobody is told of anything: there are neither alerts/*.yaml in the control repository, nor --alerts, nor a routes.yaml.",
      ],
    };
  const placed = live.placed.filter(
    ({ project }) =>
      project === null || project === event.project || (known?.includes(project) ?? true),
  );
  const routes = judgeRoutes(placed, event, now.getTime()).map((verdict): AlertRouteVerdict => {
    const { route, refused } = verdict;
    const { telling } = routeAlert([{ ...verdict, route }], live.channels, event, now.getTime());
    const at = telling.find((one) => one.at !== null)?.at ?? null;
    const names = [...route.to, ...route.escalate.flatMap(({ to }) => to)];
    return {
      route: routeName(verdict),
      refused,
      told: refused === null ? telling.map(({ channel }) => channel) : [],
      ignored: [...new Set(names)].flatMap((name) => {
        if (live.channels[name] === undefined) return [`${name}: there is no such channel`];
        return mayUse(live.channels[name], verdict) ? [] : [`${name}: not for this project`];
      }),
      later: refused === null && at !== null ? new Date(at).toISOString() : null,
    };
  });
  const answer = answerOf(subject, alerts, routes);
  if (newest === undefined && wouldSucceed !== null) {
    const { telling } = routeAlert(placed, live.channels, wouldSucceed, now.getTime());
    const told = telling.map(({ channel }) => channel).join(", ") || "nobody";
    answer.push(`If it succeeded now, ${told} would be told.`);
  }
  return { subject, alerts, routes, answer };
}

function answerOf(
  subject: string,
  alerts: readonly AlertDetail[],
  routes: readonly AlertRouteVerdict[],
): string[] {
  const [newest] = alerts;
  const matching = routes.filter(({ refused }) => refused === null);
  const told = [...new Set(matching.flatMap((one) => one.told))];
  if (newest === undefined)
    return [
      `Nothing about ${subject} was to be told.`,
      told.length === 0
        ? "If it failed now, nobody would be told: no route matches, or none names a channel that it may use."
        : `If it failed now, ${told.join(", ")} would be told.`,
    ];
  const state =
    newest.state !== "resolved"
      ? `: ${newest.state}`
      : // News has no end that anybody waits for.
        newest.resolution && `: over: ${newest.resolution}`;
  const lines = [`${newest.title} (${newest.severity})${state ?? ""}.`];
  if (newest.cause !== null)
    lines.push(`It is told below alert ${newest.cause}, of which it is a consequence.`);
  else if (newest.messages.length === 0)
    lines.push(
      "Nobody was told: no route matched when it happened, or none named a channel that it may use.",
    );
  for (const { channel, act, state: of, error, nextAt, deliveredAt } of newest.messages) {
    const said = error === null ? "" : `: ${error}`;
    const words = {
      delivered: `was taken at ${deliveredAt}`,
      waiting: `is tried at ${nextAt}${said}`,
      held: "waits for the channel's digest: too much came at once",
      dropped: `was not sent${said}`,
      dead: `was given up${said}`,
    };
    lines.push(`${act} to ${channel} ${words[of]}.`);
  }
  return lines;
}

import { expect, test } from "vitest";
import { channelOf, routeOf } from "#core/alerts/normalize.ts";
import {
  channelsToEnd,
  channelsTold,
  dueWords,
  nextWord,
  routeAlert,
} from "#core/alerts/routing.ts";
import type { AlertRoute as RouteSpec } from "#schemas/types.ts";
import { alertEvent } from "#test/support/alert-events.ts";

const channel = (name: string, projects?: string[]) =>
  channelOf(name, {
    webhook: { url: "https://hooks.example", secret: "alerts/hook" },
    ...(projects && { projects }),
  });
const channels = {
  post: channel("post"),
  pager: channel("pager"),
  boss: channel("boss"),
  sales: channel("sales", ["sales-*"]),
};
const now = Date.parse("2026-11-27T23:00:00Z");
const minutes = (n: number) => now + n * 60_000;
const route = (spec: Partial<RouteSpec>, project: string | null = null) => ({
  route: routeOf({ name: "one", to: ["post"], ...spec } as RouteSpec),
  project,
});

test("who is told at once, each channel once, and nobody of a channel that is not theirs", () => {
  const routes = [
    route({}),
    route({ name: "two", to: ["post", "pager"] }),
    route({ name: "own", to: ["sales", "boss", "gone"] }, "finance"),
  ];
  const { telling, states } = routeAlert(routes, channels, alertEvent(), now);
  expect(telling).toEqual(["post", "pager", "boss"].map((name) => ({ channel: name, at: null })));
  expect(channelsTold(states)).toEqual(["post", "pager", "boss"]);
});

test("nobody is told in quiet hours but of what is critical; escalation counts from their end", () => {
  const quiet = route({
    quiet: { from: "22:00", until: "07:00", timezone: "UTC" },
    escalate: [{ after: "15m", to: ["boss"] }],
  });
  const end = Date.parse("2026-11-28T07:00:00Z");
  const usual = routeAlert([quiet], channels, alertEvent(), now);
  expect(usual.telling).toEqual([{ channel: "post", at: end }]);
  expect(nextWord(usual.states)).toBe(end + 15 * 60_000);
  const bad = routeAlert([quiet], channels, alertEvent({ severity: "critical" }), now);
  expect(bad.telling).toEqual([{ channel: "post", at: null }]);
  // Another route that isn't quiet tells the same channel now.
  const both = routeAlert([quiet, route({ name: "loud" })], channels, alertEvent(), now);
  expect(both.telling).toEqual([{ channel: "post", at: null }]);
});

test("while nobody acknowledges it the next in line is told, each once, and who was told is reminded", () => {
  const { states } = routeAlert(
    [
      route({
        remind: "1h",
        recovered: false,
        escalate: [
          { after: "30m", to: ["boss", "post"] },
          { after: "15m", to: ["pager"] },
        ],
      }),
    ],
    channels,
    alertEvent(),
    now,
  );
  expect(nextWord(states)).toBe(minutes(15));
  const first = dueWords(states, minutes(15));
  expect(first.words).toEqual([{ act: "escalate", channel: "pager" }]);
  const second = dueWords(first.states, minutes(31));
  expect(second.words).toEqual([{ act: "escalate", channel: "boss" }]);
  // After a night without a server one reminder comes, not eight.
  const third = dueWords(second.states, minutes(8 * 60 + 1));
  expect(third.words).toEqual(
    ["post", "pager", "boss"].map((name) => ({ act: "remind", channel: name })),
  );
  expect(nextWord(third.states)).toBe(minutes(9 * 60));
  expect(channelsToEnd(third.states)).toEqual([]);
});

import { expect, test } from "vitest";
import { hears, keepsOne } from "#core/alerts/hears.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";

test("who keeps one object hears that it is acknowledged; who only adds messages is spared", () => {
  const hook: ChannelTarget = { kind: "slack", webhook: "alerts/slack" };
  const bot: ChannelTarget = {
    kind: "slack",
    token: "t",
    channel: "#etl",
    api: "https://slack.com/api",
  };
  const pager: ChannelTarget = {
    kind: "pagerduty",
    routingKey: "k",
    api: "https://events.pagerduty.com",
  };
  const manager: ChannelTarget = { kind: "alertmanager", url: "http://am.example", login: null };
  expect([hook, bot, pager, manager].map(keepsOne)).toEqual([false, true, true, true]);
  expect([hook, bot, pager, manager].map((one) => hears(one, "acknowledge"))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([hook, bot, pager, manager].every((one) => hears(one, "resolve"))).toBe(true);
});

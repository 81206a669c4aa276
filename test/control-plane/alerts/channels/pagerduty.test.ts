// Against a server that refuses what the Events API v2 refuses.

import { expect, test } from "vitest";
import { dedupKey, pagerduty } from "#alerts/channels/pagerduty.ts";
import { messageActs } from "#core/alerts/message.ts";
import { alertWord } from "#test/support/alert-events.ts";
import { channelContext, sendWord, targetOf } from "#test/support/channel-context.ts";
import { answer, type Handler, webServer } from "#test/support/web-server.ts";

interface Event {
  routing_key?: string;
  event_action?: string;
  dedup_key?: string;
  payload?: { summary?: string; source?: string; severity?: string; timestamp?: string };
  links?: { href?: string; text?: string }[];
}

/** Change events have no action, no key and no severity; `source` and the rest may be left out. */
function changeRefusal({ routing_key, payload, links = [], ...rest }: Event): string | null {
  if (!routing_key || Object.keys(rest).length > 0) return "it is no change event";
  const { summary = "", timestamp = "", ...others } = payload ?? {};
  if (summary === "" || summary.length > 1024 || "severity" in others) return "payload is wrong";
  if (Number.isNaN(Date.parse(timestamp))) return "timestamp is no instant";
  return links.every(({ href }) => /^https?:/.test(href ?? "")) ? null : "a link has no href";
}

function refusal({
  routing_key,
  event_action = "",
  dedup_key = "",
  payload,
  links = [],
}: Event): string | null {
  if (!routing_key || !/^[0-9a-zA-Z ]/.test(routing_key)) return "routing_key is missing";
  if (!["trigger", "acknowledge", "resolve"].includes(event_action)) return "event_action is wrong";
  if (dedup_key.length > 255) return "dedup_key is too long";
  if (event_action !== "trigger") return dedup_key === "" ? "dedup_key is missing" : null;
  const { summary = "", source = "", severity = "", timestamp = "" } = payload ?? {};
  if (summary === "" || summary.length > 1024) return "summary is missing or too long";
  if (source === "" || !["critical", "error", "warning", "info"].includes(severity))
    return "payload is incomplete";
  if (Number.isNaN(Date.parse(timestamp))) return "timestamp is no instant";
  return links.every(({ href }) => /^https?:/.test(href ?? "")) ? null : "a link has no href";
}

const events: Handler = ({ path, body }, response) => {
  const event = JSON.parse(body) as Event;
  const judges: Record<string, (event: Event) => string | null> = {
    ...{ "/v2/enqueue": refusal, "/v2/change/enqueue": changeRefusal },
  };
  const why = judges[path]?.(event) ?? (path in judges ? null : "there is no such path");
  if (why !== null) return answer(response, 400, { status: "invalid event", errors: [why] });
  answer(response, 202, { status: "success", dedup_key: event.dedup_key });
};

test.each(messageActs)("%s is taken, as a golden file has it", async (act) => {
  await using server = await webServer(events);
  const target = targetOf("pagerduty", { routingKey: "alerts/pd", api: server.url });
  await sendWord(pagerduty, target, alertWord({ act, acknowledgedBy: "ada" }));
  await expect(
    JSON.stringify(pagerduty.preview(target, alertWord({ act, acknowledgedBy: "ada" })), null, 2),
  ).toMatchFileSnapshot(`../../../golden/alerts/pagerduty/${act}.json`);
});

test("a success is a change event: no incident that somebody would have to resolve", async () => {
  await using server = await webServer(events);
  const target = targetOf("pagerduty", { routingKey: "alerts/pd", api: server.url });
  await sendWord(pagerduty, target, alertWord({ output: null }, { kind: "succeeded" }));
  expect(server.asked).toMatchObject([{ path: "/v2/change/enqueue" }]);
  expect(JSON.parse(server.asked[0]?.body ?? "").payload.summary).toBe(
    "finance/settlement: post succeeded (prod)",
  );
});

test("from the first word to the last an alert has one key, however long", async () => {
  await using server = await webServer(events);
  const target = targetOf("pagerduty", { routingKey: "alerts/pd", api: server.url });
  const event = { key: `trunkline/prod/${"p".repeat(300)}/failed`, pipeline: "p".repeat(300) };
  for (const act of ["open", "acknowledge", "resolve"] as const)
    await sendWord(pagerduty, target, alertWord({ act }, event));
  const keys = server.asked.map(({ body }) => (JSON.parse(body) as Event).dedup_key);
  expect(new Set(keys).size).toBe(1);
  expect(dedupKey(`${event.key}a`)).not.toBe(dedupKey(`${event.key}b`));
  expect(server.asked.map(({ body }) => (JSON.parse(body) as Event).event_action)).toEqual([
    ...["trigger", "acknowledge", "resolve"],
  ]);
});

test("what it refuses for good is told apart from what passes", async () => {
  await using bad = await webServer((_, response) =>
    answer(response, 400, { status: "invalid event" }),
  );
  const target = (api: string) => targetOf("pagerduty", { routingKey: "alerts/pd", api });
  await expect(sendWord(pagerduty, target(bad.url), alertWord())).rejects.toMatchObject({
    isFinal: true,
  });
  await using busy = await webServer((_, response) => answer(response, 429));
  await expect(sendWord(pagerduty, target(busy.url), alertWord())).rejects.toMatchObject({
    isFinal: false,
  });
  // Of an address inside a redirect nobody is told.
  await using away = await webServer((_, response) =>
    answer(response, 302, "", { location: "http://169.254.169.254/" }),
  );
  await expect(sendWord(pagerduty, target(away.url), alertWord())).rejects.toThrow("answered 302");
  const metadata = target("http://169.254.169.254");
  await expect(sendWord(pagerduty, metadata, alertWord(), channelContext())).rejects.toThrow(
    "link-local, metadata or reserved",
  );
});

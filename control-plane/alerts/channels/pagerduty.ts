// PagerDuty's Events API v2: one incident for a key, which is triggered, acknowledged and resolved.

import { createHash } from "node:crypto";
import { isNews } from "#core/alerts/kind.ts";
import { type AlertWord, type MessageAct, messageOf } from "#core/alerts/message.ts";
import { cut } from "#core/alerts/output.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import { ask, type Channel } from "./channel.ts";

type Target = Extract<ChannelTarget, { kind: "pagerduty" }>;

const longestKey = 255;
const longestSummary = 1024;

const actions: Readonly<Record<MessageAct, "trigger" | "acknowledge" | "resolve">> = {
  ...{ open: "trigger", again: "trigger", remind: "trigger", escalate: "trigger" },
  ...{ digest: "trigger", test: "trigger", acknowledge: "acknowledge", resolve: "resolve" },
};

export const pagerduty: Channel<Target> = {
  async send({ routingKey, api }, word, context) {
    const body = { routing_key: await context.secret(routingKey), ...bodyOf(word) };
    // 429 and 5xx are tried again; the key makes the same word twice one incident.
    await ask(context, {
      url: `${api}${isChange(word) ? "/v2/change/enqueue" : "/v2/enqueue"}`,
      body,
    });
    return null;
  },
  preview: (_, word) => ({ routing_key: "…", ...bodyOf(word) }),
};

/** News is a change event: an incident would be somebody's to resolve. */
const isChange = ({ event, act }: AlertWord): boolean => isNews(event.kind) && act !== "digest";

const bodyOf = (word: AlertWord): object => (isChange(word) ? changeOf(word) : eventOf(word));

function changeOf(word: AlertWord): object {
  const { event } = word;
  const { title, facts, links } = messageOf(word);
  return {
    payload: {
      summary: cut(title, longestSummary),
      source: event.project ?? "trunkline",
      timestamp: event.at,
      custom_details: Object.fromEntries(facts.map(({ name, value }) => [name, value])),
    },
    links: links.map(({ name, url }) => ({ href: url, text: name })),
  };
}

/** A key that is too long keeps its beginning, and a digest by which no other has it. */
export function dedupKey(key: string): string {
  if (key.length <= longestKey) return key;
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
  return `${key.slice(0, longestKey - 17)}-${digest}`;
}

function eventOf(word: AlertWord): object {
  const { event, act } = word;
  const action = actions[act];
  const common = { event_action: action, dedup_key: dedupKey(event.key) };
  if (action !== "trigger") return common;
  const { title, facts, error, tail, links, commands } = messageOf(word);
  return {
    ...common,
    client: "Trunkline",
    ...(word.serverUrl === null ? {} : { client_url: word.serverUrl }),
    payload: {
      summary: cut(title, longestSummary),
      source: event.project ?? "trunkline",
      severity: event.severity,
      timestamp: event.at,
      component: event.pipeline ?? undefined,
      group: event.environment ?? undefined,
      class: event.kind,
      custom_details: {
        ...Object.fromEntries(facts.map(({ name, value }) => [name, value])),
        ...(error === null ? {} : { Error: error }),
        ...(tail.length === 0 ? {} : { Output: tail.join("\n") }),
        ...(commands.length === 0 ? {} : { Commands: commands.join("\n") }),
      },
    },
    links: links.map(({ name, url }) => ({ href: url, text: name })),
  };
}

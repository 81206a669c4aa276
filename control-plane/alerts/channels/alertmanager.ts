// Prometheus' Alertmanager, by its API v2. It forgets what isn't said again: each word says until when it counts, and what
// is open is said again before that.

import { isNews } from "#core/alerts/kind.ts";
import { type AlertWord, messageOf } from "#core/alerts/message.ts";
import { cut } from "#core/alerts/output.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import { ask, type Channel } from "./channel.ts";
import { authorizationOf } from "./login.ts";

type Target = Extract<ChannelTarget, { kind: "alertmanager" }>;

/** For so long a word counts; `repeat.ts` says it again in a quarter of that. */
export const countsMs = 4 * 3_600_000;
/** News counts for as long as a group may wait to be told. */
const newsMs = 10 * 60_000;
const longest = 1_000;

export const alertmanager: Channel<Target> = {
  async send({ url, login }, word, context) {
    const headers = login === null ? {} : { authorization: await authorizationOf(login, context) };
    await ask(context, { url: `${url}/api/v2/alerts`, headers, body: [alertOf(word)] });
    return null;
  },
  preview: (_, word) => [alertOf(word)],
};

/** Labels are what it is known by, and stay the same; everything that changes is an annotation. */
function alertOf(word: AlertWord): object {
  const { event, act, now } = word;
  const { title, facts, error, links } = messageOf(word);
  const [link] = links;
  const labels = {
    alertname: `Trunkline${event.kind.replace(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase())}`,
    key: event.key,
    severity: event.severity,
    environment: event.environment,
    project: event.project,
    pipeline: event.pipeline,
    owner: event.owner,
  };
  const annotations = {
    summary: cut(title, longest),
    description: cut(facts.map(({ name, value }) => `${name}: ${value}`).join("\n"), longest),
    error: error === null ? null : cut(error, longest),
    runbook_url: event.links.runbook,
    run: event.run?.id ?? null,
  };
  const lastsMs = isNews(event.kind) ? newsMs : countsMs;
  const endsAt = new Date(Date.parse(now) + lastsMs).toISOString();
  return {
    labels: filled(labels),
    annotations: filled(annotations),
    startsAt: word.openedAt,
    endsAt: act === "resolve" ? (word.resolvedAt ?? now) : endsAt,
    ...(link && { generatorURL: link.url }),
  };
}

const filled = (texts: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]): [string, string][] =>
      text ? [[name, text]] : [],
    ),
  );

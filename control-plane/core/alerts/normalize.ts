// Files of alerts → settings: every default present, in one place.

import type {
  AlertChannel as ChannelSpec,
  AlertMatch as MatchSpec,
  AlertRoute as RouteSpec,
  AlertSeverityRule as SeverityRuleSpec,
  AlertWatch as WatchSpec,
  AlertWindow as WindowSpec,
} from "#schemas/types.ts";
import { parseDuration } from "../duration.ts";
import type {
  AlertChannel,
  AlertMatch,
  AlertRoute,
  AlertWatch,
  AlertWindow,
  ChannelTarget,
  Login,
  SeverityRule,
} from "./settings.ts";

/** Defaults of the format; the schema's descriptions repeat them for people. */
const defaults = {
  messages: 20,
  perMs: 10 * 60_000,
  giveUpMs: 3 * 86_400_000,
  mailPort: { starttls: 587, always: 465, none: 25 },
  slack: "https://slack.com/api",
  pagerduty: "https://events.pagerduty.com",
} as const;

const msOf = (text: string | undefined): number | null =>
  text === undefined ? null : parseDuration(text);

export const matchOf = (spec: MatchSpec | undefined): AlertMatch => ({
  kinds: spec?.kinds ?? null,
  severity: spec?.severity ?? null,
  projects: spec?.projects ?? null,
  environments: spec?.environments ?? null,
  pipelines: spec?.pipelines ?? null,
  owners: spec?.owners ?? null,
  tags: spec?.tags ?? {},
});

const windowOf = (spec: WindowSpec): AlertWindow => ({
  weekdays: spec.weekdays ?? null,
  from: spec.from ?? null,
  until: spec.until ?? null,
  timezone: spec.timezone ?? "UTC",
  dates: spec.dates ?? [],
  except: spec.except ?? [],
});

export const routeOf = (spec: RouteSpec): AlertRoute => ({
  name: spec.name,
  match: matchOf(spec.match),
  hours: spec.hours ? windowOf(spec.hours) : null,
  quiet: spec.quiet ? { ...windowOf(spec.quiet), unless: spec.quiet.unless ?? "critical" } : null,
  to: spec.to,
  escalate: (spec.escalate ?? [])
    .map(({ after, to }) => ({ afterMs: msOf(after) ?? 0, to }))
    .toSorted((a, b) => a.afterMs - b.afterMs),
  remindMs: msOf(spec.remind),
  recovered: spec.recovered ?? true,
  stop: spec.stop ?? false,
});

export const severityRuleOf = ({ match, severity }: SeverityRuleSpec): SeverityRule => ({
  match: matchOf(match),
  severity,
});

export const watchOf = (spec: WatchSpec): AlertWatch => ({
  didNotStartMs: msOf(spec.didNotStart),
  stuck: spec.stuck ?? null,
  tooFast: spec.tooFast ?? null,
  empty: spec.empty ?? false,
});

/** @param spec Has exactly one kind, as `check.ts` has seen to. */
export const channelOf = (name: string, spec: ChannelSpec): AlertChannel => ({
  name,
  target: targetOf(spec),
  projects: spec.projects ?? null,
  limit: {
    messages: spec.limit?.messages ?? defaults.messages,
    perMs: msOf(spec.limit?.per) ?? defaults.perMs,
  },
  giveUpMs: msOf(spec.giveUp) ?? defaults.giveUpMs,
});

function targetOf(spec: ChannelSpec): ChannelTarget {
  const { slack, pagerduty, mail, servicenow, alertmanager, webhook } = spec;
  if (slack)
    return slack.webhook !== undefined
      ? { kind: "slack", webhook: slack.webhook }
      : {
          kind: "slack",
          token: slack.token ?? "",
          channel: slack.channel ?? "",
          api: bare(slack.api ?? defaults.slack),
        };
  if (pagerduty)
    return {
      kind: "pagerduty",
      routingKey: pagerduty.routingKey,
      api: bare(pagerduty.api ?? defaults.pagerduty),
    };
  if (mail) {
    const tls = mail.tls ?? "starttls";
    const login = loginOf(mail);
    return {
      kind: "mail",
      ...{ to: mail.to, from: mail.from, server: mail.server, tls },
      port: mail.port ?? defaults.mailPort[tls],
      login: login !== null && "user" in login ? login : null,
    };
  }
  if (servicenow)
    return {
      kind: "servicenow",
      instance: bare(servicenow.instance),
      as: servicenow.as ?? "events",
      login: loginOf(servicenow) ?? { token: "" },
      group: servicenow.group ?? null,
    };
  if (alertmanager)
    return { kind: "alertmanager", url: bare(alertmanager.url), login: loginOf(alertmanager) };
  return { kind: "webhook", url: webhook?.url ?? "", secret: webhook?.secret ?? "" };
}

const bare = (url: string): string => url.replace(/\/+$/, "");

function loginOf(spec: { user?: string; password?: string; token?: string }): Login | null {
  if (spec.token !== undefined) return { token: spec.token };
  if (spec.user === undefined || spec.password === undefined) return null;
  return { user: spec.user, password: spec.password };
}

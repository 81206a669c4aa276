// Channels and routes as they are kept: everything present, durations in milliseconds.

import type { AlertKind, Severity } from "./kind.ts";

export interface AlertMatch {
  kinds: readonly AlertKind[] | null;
  severity: Severity | null;
  projects: readonly string[] | null;
  environments: readonly string[] | null;
  /** `name` or `project/name`, patterns. */
  pipelines: readonly string[] | null;
  owners: readonly string[] | null;
  tags: Readonly<Record<string, readonly string[]>>;
}

/** Times of the week in a zone; `from` and `until` are both null for whole days. */
export interface AlertWindow {
  weekdays: readonly string[] | null;
  from: string | null;
  until: string | null;
  timezone: string;
  /** These dates whatever day of the week they are, and these never. */
  dates: readonly string[];
  except: readonly string[];
}

export interface AlertRoute {
  name: string;
  match: AlertMatch;
  hours: AlertWindow | null;
  quiet: (AlertWindow & { unless: Severity }) | null;
  to: readonly string[];
  /** In order of time. */
  escalate: readonly { afterMs: number; to: readonly string[] }[];
  remindMs: number | null;
  recovered: boolean;
  stop: boolean;
}

export type ChannelTarget =
  | { kind: "slack"; webhook: string }
  | { kind: "slack"; token: string; channel: string; api: string }
  | { kind: "pagerduty"; routingKey: string; api: string }
  | {
      kind: "mail";
      to: readonly string[];
      from: string;
      server: string;
      port: number;
      tls: "starttls" | "always" | "none";
      login: { user: string; password: string } | null;
    }
  | {
      kind: "servicenow";
      instance: string;
      as: "events" | "incidents";
      login: Login;
      group: string | null;
    }
  | { kind: "alertmanager"; url: string; login: Login | null }
  | { kind: "webhook"; url: string; secret: string };

/** Secrets by their names. */
export type Login = { user: string; password: string } | { token: string };

export type ChannelKind = ChannelTarget["kind"];

export interface AlertChannel {
  name: string;
  target: ChannelTarget;
  /** Patterns of projects whose own routes may name it; null: any. */
  projects: readonly string[] | null;
  limit: { messages: number; perMs: number };
  giveUpMs: number;
}

export interface SeverityRule {
  match: AlertMatch;
  severity: Severity;
}

export interface AlertWatch {
  didNotStartMs: number | null;
  stuck: number | null;
  tooFast: number | null;
  empty: boolean;
}

export interface AlertLinks {
  trace: string | null;
  runbook: string | null;
}

/** Of a control repository, or of the file of `--alerts`. */
export interface AlertSettings {
  channels: Readonly<Record<string, AlertChannel>>;
  routes: readonly AlertRoute[];
  severities: readonly SeverityRule[];
  watch: AlertWatch;
  links: AlertLinks;
}

export const noWatch: AlertWatch = {
  didNotStartMs: null,
  stuck: null,
  tooFast: null,
  empty: false,
};

export const noSettings: AlertSettings = {
  channels: {},
  routes: [],
  severities: [],
  watch: noWatch,
  links: { trace: null, runbook: null },
};

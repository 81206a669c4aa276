// What a server process is started with.

import type { HeadSettings } from "#alerts/keep-heads.ts";
import type { WebhookSettings } from "#alerts/webhook.ts";
import type { Retention } from "#engine/maintain.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import type { ControlSettings } from "#git/control-source.ts";
import type { Outcome } from "#reconcile";
import type { AlertsSettings } from "./follow-alerts.ts";
import type { AccessSettings } from "./front-door.ts";
import type { ProjectSettings } from "./project-set.ts";

export interface ServerOptions {
  connectionString: string;
  /** Mirrors of remote repositories are kept here. */
  cacheDir: string;
  /** What all of them together may take; 10 GiB when not given. */
  mirrorBytes?: number;
  /** Those that are registered by the options of a command. */
  projects: readonly ProjectSettings[];
  /** Registers the others, and is itself followed; null: nothing does. */
  control?: ControlSettings | null;
  host: string;
  /** The first of these that is free; 0 takes any free one. */
  ports: readonly number[];
  /** Names besides localhost by which clients reach the server. */
  hosts?: readonly string[];
  token: string;
  /** When left out: in clear, without an identity provider, and so for this machine only. */
  access?: AccessSettings;
  /** After how long a silent worker is taken for dead. */
  ttlMs?: number;
  /** Between two looks at a source; null: 2 s for a repository on this machine, 30 s for a remote one. */
  pollMs: number | null;
  /** Between two looks at a forge's open changes; webhooks come sooner. */
  forgePollMs?: number;
  /** Where requests of the server's own go: to the webhook, to a ticket system. */
  addresses?: AddressSettings;
  /** How long a request may take until it is here whole. */
  requestTimeoutMs?: number;
  /** Who is told of failed runs and of deadlines. */
  webhook?: WebhookSettings | null;
  /** Who is told of what, beside what control repositories say; null: nothing is told from this server. */
  alerts?: AlertsSettings | null;
  /** Of the embedded Postgres' files; null for any other. */
  place?: string | null;
  /** The database is a restored copy, though nothing shows it. */
  restored?: boolean;
  /** Starts also where roles can't be made, and says what is given up. */
  withoutRoles?: boolean;
  /** Where the audit's head is kept each day. */
  heads?: HeadSettings | null;
  /** How long history and output are kept; the same for all servers. */
  retention?: Retention;
  env: NodeJS.ProcessEnv;
  onMessage: (message: string) => void;
  onSynced?: (project: string, outcome: Outcome) => void;
}

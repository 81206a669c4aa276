// What the contract of sources needs of a real broker.

import type { QueueSource } from "#core/triggers/message-trigger.ts";

/** With it a broker speaks TLS alone, and its connection trusts that certificate. PEM texts, for 127.0.0.1 and localhost. */
export interface BrokerPair {
  key: string;
  cert: string;
}

export interface Broker extends AsyncDisposable {
  source: QueueSource;
  secrets: Record<string, string>;
  /** One that isn't right in place of another, which stands in `secrets`. */
  wrongSecrets: Record<string, string>;
  /** Resolves once the broker has it. */
  send(body: string | Uint8Array, headers?: Record<string, string>): Promise<void>;
  /** Kills the broker; what it has stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

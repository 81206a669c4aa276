// The one interface behind which queues, databases and folders are: what follows them, makes runs and keeps the place knows
// no protocol.

/** What a run may be made of. Bounded by whoever receives it. */
export interface Message {
  /** Tells it from every other one of this source: a message that comes again has the same key. At most 500 characters. */
  key: string;
  headers: Record<string, string>;
  /** Its JSON where it is JSON, else its text. */
  body: unknown;
  /** When its sender sent it, where the system says so. */
  sentAt: Date | null;
}

/** A message that can't be read (not UTF-8, too large): it is set aside with the reason, and the next ones go on. */
export interface Unreadable {
  key: string;
  /** For people, without the content. */
  reason: string;
}

/** JSON: where to go on. Only the source itself reads it. */
export type Position = Readonly<Record<string, unknown>>;

export interface Batch {
  messages: readonly (Message | Unreadable)[];
  /** What is kept in the transaction that makes the runs; null: the system keeps the place by itself, by `settle`. */
  position: Position | null;
}

export interface Source {
  /**
   * Resolves with what came next, at most `limit` messages, or null when nothing came for a while (some seconds).
   * @throws Error when the system can't be reached or refuses; then the source is closed and opened again, later and later.
   */
  receive(limit: number): Promise<Batch | null>;
  /** Called after the runs of a batch are committed: acknowledges. What is lost here comes again, with the same keys. */
  settle(batch: Batch): Promise<void>;
  /** At once, also while something is received. */
  close(): Promise<void>;
}

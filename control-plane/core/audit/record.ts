// A record of the audit and a seal over some, as texts that are hashed: the same that the database makes when it writes them.

/** Every field as it was hashed: instants to the microsecond, the detail as the database writes it. */
export interface AuditRecord {
  id: string;
  at: string;
  /** How the actor was known; null: from before that was recorded. */
  kind: string | null;
  actor: string;
  act: string;
  subject: string;
  project: string | null;
  reason: string | null;
  requestId: string | null;
  revision: string | null;
  /** JSON. */
  detail: string;
}

/** Chains some records to all that were sealed before. Hashes are 64 hex digits. */
export interface AuditSeal {
  number: number;
  at: string;
  /** Head of the seal before. */
  previous: string;
  ids: readonly string[];
  hashes: readonly string[];
  head: string;
}

/** What stands before the first seal. */
export const noHead = "0".repeat(64);

const encoder = new TextEncoder();

/** Each field behind its length, so that no two records have one text. */
const field = (value: string | null): string =>
  value === null ? "\n-" : `\n${encoder.encode(value).length}:${value}`;

/** @see the function audit_text of the database, which this must equal */
export const recordText = (record: AuditRecord): string =>
  `trunkline-audit-1${[
    ...[record.id, record.at, record.kind, record.actor, record.act, record.subject],
    ...[record.project, record.reason, record.requestId, record.revision, record.detail],
  ]
    .map(field)
    .join("")}`;

/** @see the function seal_audit of the database, which this must equal */
export const sealText = ({ number, at, previous, ids, hashes }: AuditSeal): string =>
  `trunkline-seal-1\n${number}\n${at}\n${previous}${ids.map((id, n) => `\n${id} ${hashes[n]}`).join("")}`;

/** A seal's number and head: what is kept elsewhere, so that nobody can make another chain unnoticed. */
export interface AuditHead {
  number: number;
  head: string;
}

export const headText = ({ number, head }: AuditHead): string => `${number}:${head}`;

/** Null for what is no head. */
export function readHead(text: string): AuditHead | null {
  const [, number, head] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return number === undefined || head === undefined ? null : { number: Number(number), head };
}

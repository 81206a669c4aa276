// The client's methods for the audit.

import type { PackLine } from "#core/audit/pack.ts";
import type { PageQuery } from "./client-requests.ts";
import type { AuditHeadView, AuditRecordView, Page } from "./types.ts";

export interface AuditFilter extends PageQuery {
  actor?: string;
  act?: string;
  subject?: string;
  project?: string;
  requestId?: string;
  /** Instants. */
  from?: string;
  to?: string;
}

export interface AuditClient {
  /** Newest first. */
  audit(query?: AuditFilter): Promise<Page<AuditRecordView>>;
  auditHead(): Promise<AuditHeadView>;
  /** Seals with their records, to be checked; `since` is the number of the first. */
  auditPack(query?: {
    from?: string;
    to?: string;
    since?: number;
    evidence?: boolean;
  }): AsyncGenerator<PackLine>;
}

export const auditMethods = (
  get: <T>(path: string, query?: object) => Promise<T>,
  lines: (path: string, query: object) => AsyncGenerator<PackLine>,
): AuditClient => ({
  audit: (query) => get("/api/v1/audit", query),
  auditHead: () => get("/api/v1/audit/head"),
  auditPack: (query = {}) => lines("/api/v1/audit/pack", query),
});

// What the audit's screen asks of the API.

import { addressOf } from "#web/paging.ts";
import { auditScreen } from "#web/screens/audit.ts";
import type { PageRoute } from "../page.ts";
import type { AuditHeadView, AuditRecordView, Page } from "../types.ts";

export const auditPageRoute: PageRoute = {
  ...{ path: "/audit", id: "showAudit", summary: "Who did what, when and why" },
  query: {
    ...{ actor: "Only what this one did.", act: "Only this act." },
    ...{ subject: "Only what was done to exactly this.", project: "Only what is about it." },
    ...{ from: "From this instant on.", to: "Before this instant.", after: "Which page." },
  },
  async show(reader, { query }) {
    const { items, next } = await reader.get<Page<AuditRecordView>>(addressOf("/audit", query));
    const head = await reader.get<AuditHeadView>("/audit/head");
    return auditScreen({ now: new Date().toISOString(), query, items, next, head });
  },
};

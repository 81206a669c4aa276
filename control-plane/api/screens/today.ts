// What Today asks of the API.

import { type TodayRun, todayScreen } from "#web/screens/today.ts";
import type { PageRoute } from "../page.ts";
import type { Page, RunSummary } from "../types.ts";

export const todayPage: PageRoute = {
  ...{ path: "/", id: "showToday", summary: "Today: what needs a person" },
  async show(reader) {
    const of = async (state: string): Promise<TodayRun[]> => {
      const { items } = await reader.get<Page<RunSummary>>(`/runs?state=${state}&newest=true`);
      return items.map((run) => ({
        ...{ id: run.id, pipeline: run.pipeline, state: run.state, reason: run.reason },
        since: run.finishedAt ?? run.startedAt ?? run.createdAt,
      }));
    };
    const [failed, waiting, running] = await Promise.all(["failed", "waiting", "running"].map(of));
    return todayScreen({
      ...{ now: new Date().toISOString(), zone: "UTC" },
      ...{ failed: failed ?? [], waiting: waiting ?? [], running: running ?? [] },
    });
  },
};

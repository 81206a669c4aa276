// Tasks that are skipped because it is not their day: what the files of their calendars say, with the line.

import type { CalendarLines } from "#core/calendar/lines.ts";
import { isLeftOut } from "#core/gates.ts";
import type { Db } from "#store/connect.ts";
import { calendarLines } from "#store/sources.sql.ts";
import type { Waiting } from "./waiting.ts";

/** Lines are those of what is deployed: a file may have changed since the revision that a run pins, which then gets none. */
export async function withLines(db: Db, waits: readonly Waiting[]): Promise<void> {
  const out = waits.filter(({ gates, waiter }) => isLeftOut(gates, waiter));
  for (const [pipeline, group] of Map.groupBy(out, ({ row }) => row.pipeline_id)) {
    const found = await calendarLines(db, { pipeline });
    for (const { row, waiter } of group)
      if (found?.lines && found.revision === row.pipeline_revision_id)
        waiter.lines = found.lines as CalendarLines;
  }
}

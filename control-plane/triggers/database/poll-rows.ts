// Rows that a query finds beyond a watermark, as messages.

import { hash } from "node:crypto";
import type pg from "pg";
import { canonicalJson } from "#core/canonical.ts";
import type { DatabasePoll } from "#core/triggers/message-trigger.ts";
import type { Batch, Position, Source } from "../source.ts";
import { type Bell, lookMs } from "./bell.ts";
import { type FoundRow, findRows } from "./find-rows.ts";
import { advanced, lowest, type Place, placeOf, positionOf } from "./place.ts";

interface PollInput {
  client: pg.Client;
  poll: DatabasePoll;
  position: Position | null;
  bell: Bell;
}

/** Rows that lie within the overlap are known by their keys; with more the overlap is too long. */
const mostSeen = 200_000;

export function pollRows({ client, poll, position, bell }: PollInput): Omit<Source, "close"> {
  const { everyMs, overlapMs, start } = poll;
  let place = placeOf(position);
  let nextAt = 0;
  /** Keys of settled rows that may be found again, and when they were found. */
  const seen = new Map<string, number>();
  const places = new WeakMap<Batch, Place>();

  const look = async (limit: number): Promise<Batch | null> => {
    const from = lowest(place, start, overlapMs, Date.now());
    const isNew = (row: FoundRow) => !seen.has(keyOf(row));
    const { rows, reached } = await findRows(client, poll, { from, limit, isNew });
    if (rows.length === 0) return null;
    const messages = rows.map((row) => ({
      ...{ key: keyOf(row), headers: {}, body: row.body, sentAt: null },
    }));
    const next = advanced(place, reached, overlapMs, Date.now());
    const batch = { messages, position: positionOf(next) };
    places.set(batch, next);
    return batch;
  };

  return {
    async receive(limit) {
      const waitMs = nextAt - performance.now();
      if (waitMs > 0) {
        const isRung = await bell.wait(Math.min(waitMs, lookMs));
        if (!isRung && nextAt > performance.now()) return null;
      }
      const batch = await look(limit);
      nextAt = batch === null ? performance.now() + everyMs : 0;
      return batch;
    },
    async settle(batch) {
      place = places.get(batch) ?? place;
      if (overlapMs === 0) return;
      const now = Date.now();
      for (const { key } of batch.messages) seen.set(key, now);
      for (const [key, at] of seen) {
        if (at > now - 2 * overlapMs) break;
        seen.delete(key);
      }
      if (seen.size > mostSeen)
        throw new Error(`the overlap spans more than ${mostSeen} rows: make it shorter`);
    },
  };
}

const keyOf = ({ watermark, body }: FoundRow): string =>
  `${watermark.slice(0, 100)} ${hash("sha256", canonicalJson(body)).slice(0, 32)}`;

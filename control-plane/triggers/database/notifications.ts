// Notifications of one channel as messages. Postgres keeps none for who does not listen, so neither is there a place to
// go on from; what came and was not taken is lost with the connection.

import type pg from "pg";
import { readBody } from "../body.ts";
import type { Message, Source } from "../source.ts";
import { type Bell, lookMs } from "./bell.ts";

/** Then the connection is not read until some are taken, and Postgres keeps what follows. */
const mostWaiting = 1_000;

export function notifications(client: pg.Client, bell: Bell): Omit<Source, "close"> {
  const waiting: Message[] = [];
  const { stream } = (client as pg.Client & { connection: { stream: NodeJS.ReadableStream } })
    .connection;
  client.on("notification", ({ channel, payload = "" }) => {
    waiting.push({
      key: crypto.randomUUID(),
      headers: { channel },
      body: readBody(payload),
      sentAt: null,
    });
    if (waiting.length >= mostWaiting) stream.pause();
  });
  return {
    async receive(limit) {
      if (waiting.length === 0) {
        stream.resume();
        // One that is gone without a word is noticed.
        await client.query("select 1");
        if (waiting.length === 0) await bell.wait(lookMs);
      }
      const messages = waiting.splice(0, limit);
      return messages.length === 0 ? null : { messages, position: null };
    },
    settle: async () => {},
  };
}

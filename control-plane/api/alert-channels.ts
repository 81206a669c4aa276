// Channels of alerts: whether they work, and what to do where they don't.

import type { FastifyInstance } from "fastify";
import { readSettings } from "#alerts/live-settings.ts";
import { testWord } from "#alerts/test-word.ts";
import { channelHealth, putMessages, retryMessages } from "#store/alert-messages.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { channelPage } from "./alert-shapes.ts";
import { notFound } from "./problem.ts";
import { describe, isoOrNull, object } from "./route.ts";
import { text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { AlertChannelView, Page } from "./types.ts";

const channelParams = object({ channel: text("The channel's name.") }, "In the path.");

export const alertChannelRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/alert-channels",
      {
        schema: describe({
          id: "listAlertChannels",
          action: "readServer",
          tag: "server",
          summary: "Channels of alerts, and how they do",
          answers: { 200: { description: "All of them.", schema: channelPage } },
        }),
      },
      async (): Promise<Page<AlertChannelView>> => ({ items: await channels(context), next: null }),
    );
    for (const [word, summary] of [
      ["test", "Send a test to a channel"],
      ["retry", "Try again what a channel has not taken and was given up"],
    ] as const)
      app.post<{ Params: { channel: string } }>(
        `/alert-channels/:channel/${word}`,
        {
          schema: describe({
            id: `${word}AlertChannel`,
            action: "manageServer",
            tag: "server",
            summary,
            params: channelParams,
            answers: {
              200: {
                description: "How many messages were put into the outbox.",
                schema: object({ message: text("Which, or how many.") }, "What was done."),
              },
            },
          }),
        },
        ({ params: { channel }, actor }) => tryChannel(context, word, channel, actor),
      );
  };

async function channels({ pool }: ApiContext): Promise<AlertChannelView[]> {
  const live = await readSettings(pool);
  const health = new Map((await channelHealth(pool)).map((row) => [row.channel, row]));
  const all = Object.values(live?.channels ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1));
  return all.map(({ name, target: { kind } }) => {
    const row = health.get(name);
    return {
      ...{ name, kind, waiting: row?.waiting ?? 0, held: row?.held ?? 0, dead: row?.dead ?? 0 },
      deliveredAt: isoOrNull(row?.delivered ?? null),
      error: row?.error ?? null,
    };
  });
}

async function tryChannel(
  { pool }: ApiContext,
  act: "test" | "retry",
  channel: string,
  actor: string,
): Promise<{ message: string }> {
  const live = await readSettings(pool);
  if (live?.channels[channel] === undefined) throw notFound(`channel "${channel}"`);
  return transaction(pool, async (db) => {
    const { now } = (await databaseClock(db)) as { now: Date };
    const made =
      act === "retry"
        ? await retryMessages(db, { channel })
        : await putMessages(db, {
            ...{ alerts: [null] as unknown as string[], channels: [channel], acts: ["test"] },
            ...{ states: ["waiting"], details: [testWord(now, null)], nexts: [now] },
          });
    await writeAudit(db, {
      actor,
      act: `alerts-${act}`,
      subject: channel,
      detail: { messages: made.length },
    });
    return { message: act === "test" ? (made[0]?.id ?? "") : String(made.length) };
  });
}

// Slack: by an incoming webhook, which can only add messages, or as a bot, which changes its own and reminds in its thread.

import { type AlertMessage, type AlertWord, messageOf } from "#core/alerts/message.ts";
import { cut } from "#core/alerts/output.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import { type Answered, ask, type Channel, type ChannelContext, ChannelFault } from "./channel.ts";

type Target = Extract<ChannelTarget, { kind: "slack" }>;

/** Documented, but for the total: webhooks refuse about 13,200 characters as `msg_blocks_too_long`. */
const most = { header: 150, section: 3_000, field: 2_000, fields: 10, total: 10_000 } as const;

export const slack: Channel<Target> = {
  async send(target, word, context) {
    const payload = payloadOf(word);
    if ("webhook" in target) {
      const url = await context.secret(target.webhook);
      if (!/^https?:\/\/\S+$/.test(url))
        throw new ChannelFault(`the secret "${target.webhook}" is no URL of a webhook`);
      await ask(context, { url, body: payload });
      return null;
    }
    return sendAsBot(target, word, payload, context);
  },
  preview: (target, word) =>
    "webhook" in target ? payloadOf(word) : { channel: target.channel, ...payloadOf(word) },
};

/** Errors of the API by which nothing will change when the same is sent again. */
const final = new Set(["invalid_blocks", "msg_too_long", "no_text", "invalid_arguments"]);

async function sendAsBot(
  { token: name, channel, api }: Extract<Target, { token: string }>,
  word: AlertWord,
  payload: object,
  context: ChannelContext,
): Promise<object | null> {
  const authorization = `Bearer ${await context.secret(name)}`;
  const call = async (method: string, body: object) =>
    answerOf(await ask(context, { url: `${api}/${method}`, headers: { authorization }, body }));
  const first = context.reply as { channel?: string; ts?: string } | null;
  if (first?.ts === undefined || first.channel === undefined) {
    const { ts, channel: id } = await call("chat.postMessage", { channel, ...payload });
    return { channel: id, ts };
  }
  // The first message says how it stands; what wants to be seen comes into its thread.
  await call("chat.update", { channel: first.channel, ts: first.ts, ...payload });
  if (word.act !== "acknowledge")
    await call("chat.postMessage", {
      ...{ channel: first.channel, thread_ts: first.ts, text: titleOf(messageOf(word)) },
      // Its followers alone have seen the thread.
      reply_broadcast: word.act === "escalate" || word.act === "remind",
    });
  return null;
}

/** Slack answers 200 for what it refuses. */
function answerOf({ json }: Answered): { ts: string; channel: string } {
  const { ok, error, ts, channel } = (json ?? {}) as Record<string, unknown>;
  if (ok === true && typeof ts === "string" && typeof channel === "string") return { ts, channel };
  const reason = typeof error === "string" ? error : "nothing that it answers usually";
  throw new ChannelFault(`answered ${reason}`, {
    isFinal: final.has(reason),
    restMs: reason === "ratelimited" ? 30_000 : null,
  });
}

const signs = { critical: "🔴", error: "🟠", warning: "🟡", info: "🔵" } as const;

const titleOf = ({ title, isOver, severity }: AlertMessage): string =>
  `${isOver ? "🟢" : signs[severity]} ${title}`;

function payloadOf(word: AlertWord): { text: string; blocks: object[] } {
  const message = messageOf(word);
  const title = titleOf(message);
  const { facts, error, tail, links, commands } = message;
  const blocks: object[] = [
    { type: "header", text: { type: "plain_text", text: cut(title, most.header) } },
  ];
  let left = most.total - title.length;
  const section = (text: string) => {
    const fits = cut(text, Math.min(most.section, Math.max(0, left)));
    if (fits.length < 2) return;
    left -= fits.length;
    blocks.push({ type: "section", text: { type: "mrkdwn", text: fits } });
  };
  section(
    facts.map(({ name, value }) => `*${name}:* ${escaped(cut(value, most.field))}`).join("\n"),
  );
  if (error !== null) section(`*Error:* \`${escaped(error).replaceAll("`", "'")}\``);
  if (tail.length > 0) section(fenced(tail, Math.min(most.section, left)));
  section(
    [
      ...(links.length === 0 ? [] : [links.map(({ name, url }) => `<${url}|${name}>`).join(" · ")]),
      ...commands.map((line) => `\`${line}\``),
    ].join("\n"),
  );
  return { text: cut(title, most.section), blocks };
}

/** The last lines that fit: a fence that is cut would take the rest of the message with it. */
function fenced(tail: readonly string[], room: number): string {
  const lines: string[] = [];
  let size = "```\n\n```".length;
  for (const line of tail.toReversed()) {
    const safe = escaped(line).replaceAll("```", "'''");
    if (size + safe.length + 1 > room) break;
    size += safe.length + 1;
    lines.unshift(safe);
  }
  return lines.length === 0 ? "" : `\`\`\`\n${lines.join("\n")}\n\`\`\``;
}

/** What Slack reads as links and mentions: output must notify nobody. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

// What a channel is sent with, to a server that a test has scripted by the vendor's contract.

import type { Channel, ChannelContext } from "#alerts/channels/channel.ts";
import type { AlertWord } from "#core/alerts/message.ts";
import { channelOf } from "#core/alerts/normalize.ts";
import type { ChannelKind, ChannelTarget } from "#core/alerts/settings.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import type { AlertChannel as ChannelSpec } from "#schemas/types.ts";

/** Secrets are `value of NAME`, but for those given. */
export function channelContext(
  some: Partial<ChannelContext> = {},
  secrets: Record<string, string> = {},
): ChannelContext {
  return {
    web: guardedFetch(judgeAddresses()),
    secret: async (name) => secrets[name] ?? `value of ${name}`,
    messageId: "5d3f3a1e-7c0f-4b43-9f4e-1f3c5f0d8a11",
    ...{ reply: null, isRepeated: false, signal: AbortSignal.timeout(5_000) },
    ...some,
  };
}

/** A target as a file of alerts has it, with every default. */
export const targetOf = <K extends ChannelKind>(
  kind: K,
  spec: Required<ChannelSpec>[K],
): Extract<ChannelTarget, { kind: K }> =>
  channelOf("one", { [kind]: spec } as ChannelSpec).target as Extract<ChannelTarget, { kind: K }>;

/** Sends one word and closes what was opened. */
export async function sendWord<T extends ChannelTarget>(
  channel: Channel<T>,
  target: T,
  word: AlertWord,
  context: ChannelContext = channelContext(),
): Promise<object | null> {
  try {
    return await channel.send(target, word, context);
  } finally {
    await context.web.close();
  }
}

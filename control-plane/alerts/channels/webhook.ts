// Any program: CloudEvents 1.0 as JSON, signed as Standard Webhooks has it.

import { type AlertWord, messageOf } from "#core/alerts/message.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import { fewestSecretCharacters, webhookHeaders } from "../sign-webhook.ts";
import { ask, type Channel, ChannelFault } from "./channel.ts";

type Target = Extract<ChannelTarget, { kind: "webhook" }>;

export const webhook: Channel<Target> = {
  async send({ url, secret: name }, word, context) {
    const secret = await context.secret(name);
    if (secret.length < fewestSecretCharacters)
      throw new ChannelFault(
        `the secret "${name}" is shorter than ${fewestSecretCharacters} characters`,
      );
    const body = JSON.stringify(cloudEvent(word, context.messageId));
    const seconds = Math.floor(Date.now() / 1000);
    const headers = {
      ...webhookHeaders(secret, context.messageId, seconds, body),
      "content-type": "application/cloudevents+json",
    };
    await ask(context, { url, headers, body });
    return null;
  },
  preview: (_, word) => cloudEvent(word, "00000000-0000-0000-0000-000000000000"),
};

/** `subject` is the alert's key: what belongs together has one. */
function cloudEvent(word: AlertWord, id: string): object {
  const { event, act } = word;
  const { title, links, commands } = messageOf(word);
  return {
    specversion: "1.0",
    id,
    source: `/trunkline/${event.project ?? ""}`,
    type: `trunkline.alert.${act}`,
    subject: event.key,
    time: word.now,
    datacontenttype: "application/json",
    data: {
      alert: word.id,
      title,
      ...event,
      output: act === "resolve" ? null : word.output,
      openedAt: word.openedAt,
      acknowledgedBy: word.acknowledgedBy,
      note: word.note,
      resolvedAt: word.resolvedAt,
      resolution: word.resolution,
      links: links.map(({ name, url }) => ({ name, url })),
      commands,
    },
  };
}

// The kinds of channels, and how fast each may be told.

import type { ChannelKind, ChannelTarget } from "#core/alerts/settings.ts";
import { alertmanager } from "./alertmanager.ts";
import type { Channel } from "./channel.ts";
import { mail } from "./mail.ts";
import { pagerduty } from "./pagerduty.ts";
import { servicenow } from "./servicenow.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

export interface PacedChannel extends Channel {
  /** Pause after each message, in milliseconds; null: none. */
  paceMs: number | null;
}

const paced = <K extends ChannelKind>(
  channel: Channel<Extract<ChannelTarget, { kind: K }>>,
  paceMs: number | null = null,
): PacedChannel => ({ ...(channel as unknown as Channel), paceMs });

const channels: Readonly<Record<ChannelKind, PacedChannel>> = {
  // One message a second and channel, with short bursts.
  slack: paced<"slack">(slack, 1_000),
  pagerduty: paced<"pagerduty">(pagerduty),
  mail: paced<"mail">(mail),
  servicenow: paced<"servicenow">(servicenow),
  alertmanager: paced<"alertmanager">(alertmanager),
  webhook: paced<"webhook">(webhook),
};

export const channelFor = ({ kind }: ChannelTarget): PacedChannel => channels[kind];

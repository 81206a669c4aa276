// What each kind of channel can be told: some keep one thing for an alert and change it, some only add messages.

import type { MessageAct } from "./message.ts";
import type { ChannelTarget } from "./settings.ts";

/** Those who have one object for an alert, which is changed in place. */
export const keepsOne = (target: ChannelTarget): boolean =>
  !(target.kind === "mail" || (target.kind === "slack" && "webhook" in target));

/** Whether a word is said on a channel at all. */
export function hears(target: ChannelTarget, act: MessageAct): boolean {
  // More mail because somebody has seen the first is noise.
  if (act === "acknowledge") return keepsOne(target) && target.kind !== "alertmanager";
  return true;
}

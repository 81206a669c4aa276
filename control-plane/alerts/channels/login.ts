// Who a channel says it is, in a header.

import type { Login } from "#core/alerts/settings.ts";
import type { ChannelContext } from "./channel.ts";

export async function authorizationOf(
  login: Login,
  { secret }: Pick<ChannelContext, "secret">,
): Promise<string> {
  if ("token" in login) return `Bearer ${await secret(login.token)}`;
  const pair = `${login.user}:${await secret(login.password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

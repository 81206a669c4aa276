// The two requests of a login from the command line; the only ones that carry no token.

import { request } from "./request.ts";
import type { DeviceLoginResult, DeviceLoginView } from "./types.ts";

interface Where {
  url: string;
  signal: AbortSignal;
}

export const beginDeviceLogin = async (where: Where): Promise<DeviceLoginView> =>
  (
    await request<DeviceLoginView>(
      { ...where, token: null },
      { method: "POST", path: "/login/device", body: {} },
    )
  ).body;

export const finishDeviceLogin = async (where: Where, handle: string): Promise<DeviceLoginResult> =>
  (
    await request<DeviceLoginResult>(
      { ...where, token: null },
      { method: "POST", path: "/login/device/result", body: { handle } },
    )
  ).body;

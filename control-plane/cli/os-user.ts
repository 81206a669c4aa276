// Who sits here, as the operating system knows them: whom acts are recorded for unless `--actor` says another.

import { hostname, userInfo } from "node:os";

/** Such as `ada@etl01`. */
export function osUser(): string {
  return `${userName()}@${hostname()}`.replace(/[\p{Cc}]/gu, "").slice(0, 200);
}

/** A container may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid${process.getuid?.() ?? ""}`;
  }
}

// The server's clock, as far as the page has heard of it.

export const serverClock = { now: "", heardAt: performance.now() };

export function hear(now: string): void {
  serverClock.now = now;
  serverClock.heardAt = performance.now();
}

/** In milliseconds of the server's; NaN: it was never heard. */
export const serverTime = (): number =>
  Date.parse(serverClock.now) + performance.now() - serverClock.heardAt;

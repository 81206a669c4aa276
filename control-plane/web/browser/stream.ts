// The stream of what changes: it goes on where it was cut off, and says honestly when it is lost.

export interface Heard {
  /** All may have changed: what happened meanwhile isn't known. */
  missed(): void;
  changed(changes: readonly Change[]): void;
  /** The server's clock. */
  alive(now: string): void;
  lost(): void;
}

export interface Change {
  kind: string;
  project: string;
  pipeline?: string;
  run?: string;
}

/** The server says something every ten seconds. */
const silenceMs = 25_000;
const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** @param after the position of what the page shows; empty: unknown. */
export function follow(after: string, heard: Heard): void {
  let [position, pauseMs] = [after, firstPauseMs];
  let source: EventSource | null = null;
  let silence = 0;
  let retry = 0;

  function open(): void {
    close();
    source = new EventSource(`/api/v1/changes?after=${encodeURIComponent(position)}`);
    source.addEventListener("error", broken);
    for (const name of ["ready", "change", "beat"]) source.addEventListener(name, take);
    listen();
  }

  function close(): void {
    clearTimeout(silence);
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function take({ type, data, lastEventId }: MessageEvent<string>): void {
    const { now, resumed, changes } = JSON.parse(data);
    if (lastEventId !== "") position = lastEventId;
    pauseMs = firstPauseMs;
    listen();
    heard.alive(now);
    if (type === "ready" && !resumed) heard.missed();
    if (type === "change") heard.changed(changes);
  }

  function listen(): void {
    clearTimeout(silence);
    silence = window.setTimeout(broken, silenceMs);
  }

  /** Tried again, later each time; by ourselves, since a browser gives up on an answer that is no stream. */
  function broken(): void {
    close();
    heard.lost();
    retry = window.setTimeout(open, pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }

  // A browser has few connections for a server: those that nobody looks at give theirs up, and go on where they were.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else open();
  });
  // The machine knows at once that it has no network, and that it has one again.
  window.addEventListener("offline", () => {
    if (source !== null) broken();
  });
  window.addEventListener("online", () => {
    if (!document.hidden) open();
  });
  if (!document.hidden) open();
}

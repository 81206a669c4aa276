// Keeps a lasting trouble from filling the log.

const quietMs = 60_000;

/**
 * Says a message and then, for a minute, only different ones.
 * @param kindOf what counts as the same trouble; default: the same text
 */
export function onceAMinute(
  say: (message: string) => void,
  kindOf: (message: string) => string = (message) => message,
): (message: string) => void {
  const saidAt = new Map<string, number>();
  return (message) => {
    const now = performance.now();
    for (const [kind, at] of saidAt) if (now - at > quietMs) saidAt.delete(kind);
    const kind = kindOf(message);
    if (saidAt.has(kind)) return;
    saidAt.set(kind, now);
    say(message);
  };
}

// graphile-worker rejects a promise of its own, which nobody can hear, when Postgres goes away while it stops with jobs in
// its local queue (0.18). Nothing is lost: the jobs stay locked by its pool, and are taken back with those of any lost worker.

const isQueueFault = (error: unknown): boolean =>
  error instanceof Error &&
  /returning jobs from local queue|Worker did not exit cleanly/.test(error.message);

const bear = (error: unknown): void => {
  // Everything else ends the process, as without a listener.
  if (!isQueueFault(error)) throw error;
};

/** From now on such a fault no longer ends the process; calling it again changes nothing. */
export function bearQueueFaults(): void {
  if (!process.listeners("unhandledRejection").includes(bear))
    process.on("unhandledRejection", bear);
}

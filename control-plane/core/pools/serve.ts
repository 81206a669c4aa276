// Who gets what of pools: waiting tasks in their order, as far as units and workers' slots go. Nobody is starved: who comes
// next and finds too little lets nobody pass who wants of the same, and the first of all is even kept what is there.

export interface Asker {
  key: string;
  /** Which workers take it. */
  route: number;
  asks: readonly Ask[];
}

/** Slots that tasks of a route may take up. */
export interface Slots {
  route: number;
  free: number;
  /** Workers that take the route; one of two routes has its slots once. */
  workers: readonly number[];
}

export interface Ask {
  pool: number;
  units: number;
  /** Nobody in the pool's queue is before it. */
  isHead: boolean;
}

export interface Served {
  /** Keys, in the order of the askers. */
  granted: string[];
  /** Who has all but a slot. */
  slotless: string[];
  /** Of who is next and finds too little: the pool, and how many units it would need there. */
  short: { pool: number; units: number }[];
}

/**
 * @param askers in the order in which they are served.
 * @param free units by pool; less than nothing when a total was lowered.
 * @param slots by route; a route without any has none.
 */
export function serve(
  askers: readonly Asker[],
  free: ReadonlyMap<number, number>,
  slots: readonly Slots[],
): Served {
  const left = new Map(free);
  const closed = new Set<number>();
  const served: Served = { granted: [], slotless: [], short: [] };
  const slotsLeft = slots.map((one) => ({ ...one }));
  const take = ({ pool, units }: Ask) => left.set(pool, (left.get(pool) ?? 0) - units);
  for (const { key, route, asks } of askers) {
    const own = slotsLeft.find((one) => one.route === route);
    const hasSlot = own !== undefined && own.free > 0;
    const lacks = ({ pool, units }: Ask) => closed.has(pool) || (left.get(pool) ?? 0) < units;
    const short = asks.filter(lacks);
    if (short.length === 0 && hasSlot) {
      for (const one of slotsLeft)
        if (one.workers.some((worker) => own.workers.includes(worker))) one.free -= 1;
      asks.forEach(take);
      served.granted.push(key);
    } else if (short.length === 0) {
      served.slotless.push(key);
    } else {
      for (const { pool, units } of short) {
        if (!closed.has(pool)) served.short.push({ pool, units });
        closed.add(pool);
      }
      // Two pools that are never free at one moment would otherwise starve who wants both.
      if (asks.every(({ isHead }) => isHead))
        for (const ask of asks) if (!short.includes(ask)) take(ask);
    }
  }
  return served;
}

/** What was taken of a rate, the oldest first. */
export interface Taken {
  at: number;
  units: number;
}

/** When so many units of a rate are free, in the unit of `at`; null: as long as nothing else is taken, now. */
export function rateFreeAt(
  taken: readonly Taken[],
  rate: { units: number; perMs: number },
  wanted: number,
): number | null {
  let used = taken.reduce((sum, { units }) => sum + units, 0);
  let at: number | null = null;
  for (const one of taken) {
    if (used + wanted <= rate.units) break;
    used -= one.units;
    at = one.at + rate.perMs;
  }
  return at;
}

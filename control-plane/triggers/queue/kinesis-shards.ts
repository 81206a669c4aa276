// Which shards of a stream are read next, and from where: those that others were split from or merged into come first.

export interface Shard {
  id: string;
  /** Ids of those that it came of. */
  parents: readonly string[];
}

/** How far a stream was read. One that was made anew begins again. */
export interface KinesisPlace {
  /** When the stream was made. Milliseconds. */
  created: number;
  /** From when records are read; null: all that are there. Milliseconds. */
  since: number | null;
  /** By shard: the sequence number of its last record that was taken; null: it was read to its end. */
  shards: Readonly<Record<string, string | null>>;
}

/** Those whose records are due: not ended, and after all that they came of. */
export const dueShards = (
  shards: readonly Shard[],
  read: KinesisPlace["shards"],
): readonly Shard[] => {
  const there = new Set(shards.map(({ id }) => id));
  const isOver = (id: string) => read[id] === null || !there.has(id);
  return shards.filter(({ id, parents }) => read[id] !== null && parents.every(isOver));
};

/** Without those that the stream has forgotten. */
export const knownShards = (
  shards: readonly Shard[],
  read: KinesisPlace["shards"],
): KinesisPlace["shards"] =>
  Object.fromEntries(shards.flatMap(({ id }) => (id in read ? [[id, read[id] ?? null]] : [])));

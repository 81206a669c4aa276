// Alternating rounds of ours and the reference, and the one line of JSON that every benchmark ends with.

export interface Result {
  name: string;
  /** ours / reference. */
  ratio: number;
  ours: number;
  reference: number;
  unit: string;
  params: Record<string, unknown>;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** Runs both sides in turn, so that a slow minute of the machine hits both; answers medians. */
export async function alternate(
  rounds: number,
  reference: () => Promise<number>,
  ours: () => Promise<number>,
): Promise<{
  ours: number;
  reference: number;
  ratio: number;
  all: { ours: number[]; reference: number[] };
}> {
  const all = { ours: [] as number[], reference: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    all.reference.push(await reference());
    all.ours.push(await ours());
  }
  const ratios = all.ours.map((value, i) => value / (all.reference[i] as number));
  return { ours: median(all.ours), reference: median(all.reference), ratio: median(ratios), all };
}

export const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

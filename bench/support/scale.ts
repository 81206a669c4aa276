// BENCH_SCALE=0.05 shrinks what the large benchmarks load and run, to try a script; its figures mean nothing.

const scale = Number(process.env.BENCH_SCALE ?? "1");

if (!(scale > 0 && scale <= 1)) throw new Error("BENCH_SCALE must be above 0 and at most 1");

export const scaled = (count: number): number => Math.max(1, Math.round(count * scale));

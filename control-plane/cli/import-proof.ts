// `trunkline import --record`: what was compared, as a file for `migration/` that the gate of a wave reads.

import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { timesHash } from "#engine/times-hash.ts";
import { type AlikeDates, alikeDates } from "#migrators/backtest/alike-dates.ts";
import type { Verdict } from "#migrators/backtest/backtest.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { recordedJobs } from "#migrators/recorded-jobs.ts";
import type { DateRange } from "#migrators/simulate.ts";
import type { Translation } from "#migrators/translate/translate.ts";
import type {
  BacktestRecord,
  SimulatedDifference,
  SimulatedJob,
  SimulationRecord,
} from "#schemas/types.ts";

/** Where it goes, and by what names jobs are in it. */
export interface ProofAsked {
  /** Absolute. */
  file: string;
  translation: Translation;
}

/** What a record has of a job beside its names. */
interface Simulated {
  starts: number;
  equal: boolean;
  /** Of each date that differs the first time, in order. */
  differs: ReadonlyMap<string, SimulatedDifference>;
}

/** As the schema of the record has it. */
const mostDiffering = 100;

/** Collects what is found job by job; nothing is kept where nobody asks for a record. */
export class SimulationProof {
  readonly #found = new Map<
    LegacyJob,
    Pick<SimulatedJob, "starts" | "equal" | "differs" | "more">
  >();

  add(job: LegacyJob, { starts, equal, differs }: Simulated): void {
    const more = Math.max(0, differs.size - mostDiffering);
    this.#found.set(job, {
      ...{ starts, equal },
      ...(differs.size > 0 && { differs: [...differs.values()].slice(0, mostDiffering) }),
      ...(more > 0 && { more }),
    });
  }

  async write({ file, translation }: ProofAsked, { from, to }: DateRange): Promise<void> {
    const jobs = entriesOf(translation, (job): Found<SimulationRecord> | null => {
      const found = this.#found.get(job);
      return found === undefined ? null : { rules: rulesHash(job), ...found };
    });
    await writeRecord(file, { from, to, jobs } satisfies SimulationRecord);
  }
}

export class BacktestProof {
  readonly #found = new Map<string, AlikeDates>();

  /** @param verdicts Of one or several jobs, all that there are of them. */
  add(verdicts: readonly Verdict[]): void {
    for (const [job, its] of Map.groupBy(verdicts, ({ job }) => job)) {
      const found = alikeDates(its);
      if (found !== null) this.#found.set(job, found);
    }
  }

  /** @param logs As they were given. */
  async write(
    { file, translation }: ProofAsked,
    logs: readonly { file: string }[],
    cwd: string,
  ): Promise<void> {
    const jobs = entriesOf(
      translation,
      ({ key }): Found<BacktestRecord> | null => this.#found.get(key) ?? null,
    );
    const read: BacktestRecord["logs"] = [];
    for (const log of logs)
      read.push({ file: log.file, sha256: await fileHash(path.resolve(cwd, log.file)) });
    await writeRecord(file, { logs: read, jobs } satisfies BacktestRecord);
  }
}

type JobsOf<Record extends { jobs: object }> = Record["jobs"][keyof Record["jobs"]];
type Found<Record extends { jobs: object }> = Omit<JobsOf<Record>, "legacy" | "times">;

/** In the order of their names, so that the same gives the same bytes. */
function entriesOf<Own extends object>(
  translation: Translation,
  foundOf: (job: LegacyJob) => Own | null,
): Record<string, Own & { legacy: string; times: string }> {
  const entries: [string, Own & { legacy: string; times: string }][] = [];
  for (const [job, names] of recordedJobs(translation)) {
    const found = foundOf(job);
    if (found === null) continue;
    for (const { name, pipeline } of names)
      entries.push([name, { legacy: job.key, times: timesHash(pipeline), ...found }]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const rulesHash = ({ statement, also }: LegacyEstate["jobs"][number]): string =>
  hash("sha256", [statement, ...also].map(({ text }) => text).join("\n"));

async function fileHash(file: string): Promise<string> {
  const sum = createHash("sha256");
  for await (const chunk of createReadStream(file)) sum.update(chunk);
  return sum.digest("hex");
}

async function writeRecord(file: string, record: object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
}

// The report of a business date: made of what is kept, kept itself, and on record with its hash.

import { createHash } from "node:crypto";
import type pg from "pg";
import { countsOf } from "#core/parity/days.ts";
import { usualGate } from "#core/parity/gate.ts";
import type { JudgedPair } from "#core/parity/judge-days.ts";
import {
  type ParityReport,
  type ReportedJob,
  type ReportFile,
  reportFiles,
} from "#core/parity/report.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { jobGate } from "#engine/job-gate.ts";
import { type JobParity, parityOf, type Span } from "#engine/parity.ts";
import type { Db } from "#store/connect.ts";
import { type ParityJobsRow, parityJobs, putParityReport } from "#store/parity.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { pairViews, type Said } from "./parity-view.ts";

const together = 500;

export interface ReportAsked {
  project: { id: number; name: string };
  /** Up to the date of the report: what gates look at. */
  span: Span;
  wave: string | null;
  classes: readonly number[] | null;
  now: number;
  /** What the project says of differences. */
  said: Said;
  actor: string;
}

/** @returns the files, of which the last has the hashes of the others, and the number of the record that has its hash */
export async function makeReport(
  pool: pg.Pool,
  asked: ReportAsked,
): Promise<{ files: ReportFile[]; record: number; sha256: string }> {
  const { project, span, wave, actor } = asked;
  return transaction(pool, async (db) => {
    const folders = new Map<string, ReportedJob[]>();
    for await (const { folder, job } of reportedJobs(db, asked))
      folders.getOrInsertComputed(folder, () => []).push(job);
    const reports = [...folders].map(
      ([folder, jobs]): ParityReport => ({
        ...{ project: project.name, folder, date: span.to, from: span.from, jobs },
      }),
    );
    const files = reportFiles(reports, sha256);
    const sums = sha256(files.at(-1)?.text ?? "");
    const record = await writeAudit(db, {
      ...{ actor, act: "report parity", subject: project.name },
      detail: { date: span.to, wave, files: files.length, sha256: sums },
    });
    await putParityReport(db, {
      ...{ project: project.id, record: `${record}` },
      names: files.map(({ name }) => name),
      texts: files.map(({ text }) => text),
    });
    return { files, record, sha256: sums };
  });
}

async function* reportedJobs(
  db: Db,
  { project, span, wave, classes, now, said }: ReportAsked,
): AsyncGenerator<{ folder: string; job: ReportedJob }> {
  const { pipeline: readPipeline } = createDefinitions(db);
  let last: ParityJobsRow | undefined;
  do {
    const after = { after: last?.pipeline ?? null, afterTask: last?.task ?? null };
    const of = { project: project.id, wave, pipeline: null, classes, limit: together };
    const page = await parityJobs(db, { ...of, ...after });
    for (const one of await parityOf(db, page, { project: project.id, span, now, readPipeline })) {
      const { pipeline } = one;
      yield {
        folder: pipeline.legacy?.folder ?? pipeline.name,
        job: await reportedJob(db, project.id, one, span.to, said),
      };
    }
    last = page.length === together ? page.at(-1) : undefined;
  } while (last !== undefined);
}

async function reportedJob(
  db: Db,
  project: number,
  parity: JobParity,
  date: string,
  said: Said,
): Promise<ReportedJob> {
  const { job, pipeline, verdicts } = parity;
  const day = verdicts.get(date);
  const different = (day?.others ?? []).filter(isDifference).map((pair) => ({ ...pair, date }));
  const pairs = different.length === 0 ? [] : await pairViews(db, project, job, different, said);
  const rule = pipeline.wave?.gate ?? usualGate;
  const { holds, missing, days, comparable, matched } = jobGate(
    parity,
    rule,
    said.evidence,
    said.now,
  );
  return {
    name: job.task === "" ? job.pipeline : `${job.pipeline}/${job.task}`,
    ...{ wave: job.wave, job: job.job, counts: countsOf(day) },
    gate: { holds, missing, days, comparable, matched },
    differences: pairs.map(({ verdict, said, explanation, ours, lines }) => ({
      ...{ verdict, said, explanation, ours, lines },
    })),
  };
}

const isDifference = ({ verdict }: JudgedPair): boolean =>
  verdict === "differs" || verdict === "only-legacy" || verdict === "only-ours";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

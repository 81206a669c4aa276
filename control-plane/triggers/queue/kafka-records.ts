// What one answer of Kafka holds of a partition: its records without those of transactions that were given up.

import type { Consumer, KafkaRecord, RecordsBatch } from "@platformatic/kafka";

type Answer = Awaited<ReturnType<Consumer["fetch"]>>;
type FetchResponsePartition = Answer["responses"][number]["partitions"][number];

export interface PartitionRecord {
  partition: number;
  offset: bigint;
  /** Whoever was the leader: after a loss of data an offset comes again with another one. */
  epoch: number;
  record: KafkaRecord;
  /** Milliseconds. */
  sentAt: number;
}

export interface PartitionRecords {
  records: PartitionRecord[];
  /** Where to ask next. */
  next: bigint;
}

/** Bits of a batch's attributes. */
const [isLogTime, isTransactional, isControl] = [0x08, 0x10, 0x20];

/** @param from Batches may begin before what was asked for. */
export function recordsOf(answer: FetchResponsePartition, from: bigint): PartitionRecords {
  const givenUp = [...(answer.abortedTransactions ?? [])].sort((a, b) =>
    a.firstOffset < b.firstOffset ? -1 : 1,
  );
  /** Producers whose transaction, as far as it was read, was given up. */
  const open = new Set<bigint>();
  const records: PartitionRecord[] = [];
  let next = from;
  for (const batch of answer.records ?? []) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (givenUp[0] !== undefined && givenUp[0].firstOffset <= last)
      open.add((givenUp.shift() as { producerId: bigint }).producerId);
    if (batch.attributes & isControl) {
      if (isAbort(batch)) open.delete(batch.producerId);
    } else if (!(batch.attributes & isTransactional && open.has(batch.producerId)))
      records.push(...recordsIn(batch, answer.partitionIndex, from));
    if (last + 1n > next) next = last + 1n;
  }
  return { records, next };
}

/** The key of a marker: its version, then 0 for an abort and 1 for a commit. */
const isAbort = ({ records }: RecordsBatch): boolean => records[0]?.key?.readInt16BE(2) === 0;

const recordsIn = (batch: RecordsBatch, partition: number, from: bigint): PartitionRecord[] =>
  batch.records.flatMap((record) => {
    const offset = batch.firstOffset + BigInt(record.offsetDelta);
    if (offset < from) return [];
    const sentAt =
      batch.attributes & isLogTime
        ? batch.maxTimestamp
        : batch.firstTimestamp + record.timestampDelta;
    return [
      { partition, offset, epoch: batch.partitionLeaderEpoch, record, sentAt: Number(sentAt) },
    ];
  });

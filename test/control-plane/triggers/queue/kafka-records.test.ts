// Records of transactions that were given up, wherever the mark of their end is.

import type { RecordsBatch } from "@platformatic/kafka";
import { expect, test } from "vitest";
import { recordsOf } from "#triggers/queue/kafka-records.ts";

const [transactional, control] = [0x10, 0x20];

function batch(first: number, attributes = 0, producer = -1n, key: Buffer | null = null) {
  const record = { ...{ length: 1, attributes: 0, timestampDelta: 5n, offsetDelta: 0 }, key };
  return {
    ...{ firstOffset: BigInt(first), length: 1, partitionLeaderEpoch: 2, magic: 2, crc: 0 },
    ...{ attributes, lastOffsetDelta: 0, firstTimestamp: 1_000n, maxTimestamp: 2_000n },
    ...{ producerId: producer, producerEpoch: 0, firstSequence: 0 },
    records: [{ ...record, value: Buffer.from(String(first)), headers: [] }],
  } satisfies RecordsBatch;
}

const mark = (first: number, producer: bigint, isCommit: boolean) =>
  batch(first, transactional | control, producer, Buffer.from([0, 0, 0, isCommit ? 1 : 0]));

const read = (records: RecordsBatch[], aborted: [producer: bigint, first: bigint][], from = 0n) =>
  recordsOf(
    {
      ...{ partitionIndex: 3, errorCode: 0, highWatermark: 99n, lastStableOffset: 99n },
      ...{ logStartOffset: 0n, preferredReadReplica: -1, records },
      abortedTransactions: aborted.map(([producerId, firstOffset]) => ({
        producerId,
        firstOffset,
      })),
    },
    from,
  );

test("one producer gives up, commits and gives up again: what it committed is left, and the place is behind all", () => {
  const { records, next } = read(
    [
      ...[batch(0, transactional, 7n), mark(1, 7n, false)],
      ...[batch(2, transactional, 7n), batch(3), mark(4, 7n, true)],
      ...[batch(5, transactional, 7n), mark(6, 7n, false)],
    ],
    [
      [7n, 5n],
      [7n, 0n],
    ],
  );
  expect(records.map(({ offset }) => offset)).toEqual([2n, 3n]);
  expect(records[0]).toMatchObject({ partition: 3, epoch: 2, sentAt: 1_005 });
  expect(next).toBe(7n);
});

test("what was given up is left out although its end comes with a later answer", () => {
  const { records, next } = read([batch(8, transactional, 7n), batch(9)], [[7n, 8n]]);
  expect(records.map(({ offset }) => offset)).toEqual([9n]);
  expect(next).toBe(10n);
});

test("a batch that begins before the place gives nothing again", () => {
  expect(read([batch(4), batch(5)], [], 5n).records.map(({ offset }) => offset)).toEqual([5n]);
  expect(read([], [], 5n).next).toBe(5n);
});

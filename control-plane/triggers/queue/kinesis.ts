// A stream of Amazon Kinesis as a source: its shards are read in turns, and their places are ours.

import type {
  GetRecordsOutput,
  KinesisClient,
  _Record as KinesisRecord,
} from "@aws-sdk/client-kinesis";
import { sleep } from "#executors/stop.ts";
import type { Batch, Position } from "../source.ts";
import { type AskAws, askAws, awsConfig, awsErrorName } from "./aws-client.ts";
import { brokerFault } from "./broker-fault.ts";
import { closing } from "./closing.ts";
import { waitMs } from "./inbox.ts";
import { dueShards, type KinesisPlace, knownShards, type Shard } from "./kinesis-shards.ts";
import type { OpenQueue } from "./open.ts";
import { readMessage } from "./read-message.ts";

/** A shard answers five times a second to all who read it. Milliseconds. */
const [againMs, emptyAgainMs] = [200, 1_000];
/** New shards come of old ones that end; this is for those that somebody else's change has brought. Milliseconds. */
const listEveryMs = 60_000;

export const openKinesis: OpenQueue<"kinesis"> = async (context) => {
  const { source, secrets, addresses } = context;
  const { connection } = source;
  const { signal, close } = closing(context.signal);
  const settings = { connection, secrets, addresses, signal };
  const config = await awsConfig(settings).catch((error: unknown) => {
    throw brokerFault(connection.endpoint, null, error);
  });
  const library = await import("@aws-sdk/client-kinesis");
  const stream: Stream = {
    ...{ name: source.name, ask: askAws(settings), library, signal },
    client: new library.KinesisClient(config),
  };
  try {
    const created = await createdAt(stream);
    const before = context.position as unknown as KinesisPlace | null;
    const isNew = before?.created !== created;
    const since = before === null && source.startAt === "latest" ? Date.now() : null;
    const place = isNew ? { created, since, shards: {} } : before;
    const reader = new ShardReader(stream, place);
    let first: Batch | null = isNew ? { messages: [], position: { ...place } } : null;
    return {
      async receive(limit) {
        if (first === null) return reader.receive(limit);
        const batch = first;
        first = null;
        return batch;
      },
      settle: async () => {},
      async close() {
        close();
        stream.client.destroy();
      },
    };
  } catch (error) {
    stream.client.destroy();
    throw error;
  }
};

interface Stream {
  name: string;
  client: KinesisClient;
  library: typeof import("@aws-sdk/client-kinesis");
  ask: AskAws;
  signal: AbortSignal;
}

async function createdAt({ name, client, library, ask }: Stream): Promise<number> {
  const command = new library.DescribeStreamSummaryCommand({ StreamName: name });
  const answer = await ask(`looking for the stream ${name}`, (options) =>
    client.send(command, options),
  );
  return answer.StreamDescriptionSummary?.StreamCreationTimestamp?.getTime() ?? 0;
}

class ShardReader {
  readonly #stream: Stream;
  #place: KinesisPlace;
  #shards: readonly Shard[] = [];
  #listAt = 0;
  /** By shard: where to ask next, and when; without one the place says where. */
  readonly #next = new Map<string, { iterator: string | undefined; at: number }>();

  constructor(stream: Stream, place: KinesisPlace) {
    this.#stream = stream;
    this.#place = place;
  }

  async receive(limit: number): Promise<Batch | null> {
    const until = performance.now() + waitMs;
    while (performance.now() < until) {
      if (performance.now() >= this.#listAt) await this.#list();
      const due = dueShards(this.#shards, this.#place.shards);
      const ready = due.map(({ id }) => ({ id, at: this.#next.get(id)?.at ?? 0 }));
      const [soonest] = ready.sort((a, b) => a.at - b.at);
      const atMs = Math.min(soonest?.at ?? until, until);
      if (atMs > performance.now())
        await sleep(Math.ceil(atMs - performance.now()), this.#stream.signal);
      if (soonest === undefined || soonest.at > until) continue;
      const batch = await this.#read(soonest.id, limit);
      if (batch !== null) return batch;
    }
    return null;
  }

  /** Null: nothing new in this shard. */
  async #read(id: string, limit: number): Promise<Batch | null> {
    const answer = await this.#records(id, limit);
    if (answer === null) return null;
    const { Records: records = [], NextShardIterator: iterator } = answer;
    const wait = records.length === 0 ? emptyAgainMs : againMs;
    this.#next.set(id, { iterator, at: performance.now() + wait });
    const isEnd = iterator === undefined || iterator === null;
    const last = records.at(-1)?.SequenceNumber;
    if (last === undefined && !isEnd) return null;
    if (isEnd) this.#listAt = 0;
    // The records before its end are kept with it: they are one transaction.
    const shards = { ...this.#place.shards, [id]: isEnd ? null : (last as string) };
    this.#place = { ...this.#place, shards };
    return {
      messages: records.map((record) => readMessage(received(record, id, this.#place.created))),
      position: { ...this.#place } satisfies Position,
    };
  }

  /** Null: not now. */
  async #records(id: string, limit: number): Promise<GetRecordsOutput | null> {
    const { name, client, library, ask } = this.#stream;
    const iterator = this.#next.get(id)?.iterator ?? (await this.#iterator(id));
    const command = new library.GetRecordsCommand({ ShardIterator: iterator, Limit: limit });
    try {
      return await ask(`reading ${id} of ${name}`, (options) => client.send(command, options));
    } catch (error) {
      const kind = awsErrorName(error);
      const isExpired = kind === "ExpiredIteratorException";
      const isTooOften = kind === "ProvisionedThroughputExceededException";
      if (!isExpired && !isTooOften) throw error;
      const at = performance.now() + (isExpired ? 0 : emptyAgainMs);
      this.#next.set(id, { iterator: isExpired ? undefined : iterator, at });
      return null;
    }
  }

  async #iterator(id: string): Promise<string | undefined> {
    const { name, client, library, ask } = this.#stream;
    const { since, shards } = this.#place;
    const last = shards[id] ?? null;
    const from =
      last !== null
        ? { ShardIteratorType: "AFTER_SEQUENCE_NUMBER" as const, StartingSequenceNumber: last }
        : since !== null
          ? { ShardIteratorType: "AT_TIMESTAMP" as const, Timestamp: new Date(since) }
          : { ShardIteratorType: "TRIM_HORIZON" as const };
    const command = new library.GetShardIteratorCommand({ StreamName: name, ShardId: id, ...from });
    const answer = await ask(`asking for the place in ${id} of ${name}`, (options) =>
      client.send(command, options),
    );
    return answer.ShardIterator;
  }

  async #list(): Promise<void> {
    const { name, client, library, ask } = this.#stream;
    const shards: Shard[] = [];
    let token: string | undefined;
    do {
      const from = token === undefined ? { StreamName: name } : { NextToken: token };
      const answer = await ask(`listing the shards of ${name}`, (options) =>
        client.send(new library.ListShardsCommand(from), options),
      );
      for (const { ShardId = "", ParentShardId, AdjacentParentShardId } of answer.Shards ?? [])
        shards.push({
          id: ShardId,
          parents: [ParentShardId, AdjacentParentShardId].filter((one) => one !== undefined),
        });
      token = answer.NextToken;
    } while (token !== undefined);
    this.#shards = shards;
    this.#place = { ...this.#place, shards: knownShards(shards, this.#place.shards) };
    this.#listAt = performance.now() + listEveryMs;
  }
}

const received = (
  { SequenceNumber = "", PartitionKey = "", Data, ApproximateArrivalTimestamp }: KinesisRecord,
  shard: string,
  created: number,
) => ({
  key: `${created}/${shard}/${SequenceNumber}`,
  headers: [["kinesis-partition-key", PartitionKey] as const, ["kinesis-shard", shard] as const],
  body: Data ?? new Uint8Array(),
  sentAt: ApproximateArrivalTimestamp ?? null,
});

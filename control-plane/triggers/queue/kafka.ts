// A topic of Kafka as a source: all of its partitions are read, by no group of consumers, and their offsets are ours.

import type { ClusterTopicMetadata } from "@platformatic/kafka";
import { untilStopped } from "#executors/in-process.ts";
import type { Batch, Position, Unreadable } from "../source.ts";
import { brokerFault } from "./broker-fault.ts";
import { closing } from "./closing.ts";
import { Inbox, waitMs } from "./inbox.ts";
import { type KafkaClient, kafkaClient } from "./kafka-connect.ts";
import { type PartitionRecord, recordsOf } from "./kafka-records.ts";
import type { OpenQueue } from "./open.ts";
import { headerText, type ReceivedMessage, readMessage } from "./read-message.ts";

/** How far a topic was read. One that was made anew begins again. */
interface Place {
  /** The cluster's id of the topic. */
  topic: string;
  /** By partition: the next offset. */
  next: Readonly<Record<string, string>>;
}

/** Of one answer, and of a partition within; one batch comes even if it is larger. */
const [mostBytes, mostPartitionBytes] = [8 * 2 ** 20, 2 ** 20];
/** How soon new partitions are found. Milliseconds. */
const lookEveryMs = 30_000;
const readCommitted = 1;
const [earliest, latest] = [-2n, -1n];

export const openKafka: OpenQueue<"kafka"> = async (context) => {
  const { source, secrets, addresses, refusal } = context;
  const { connection } = source;
  const { signal, close } = closing(context.signal);
  const place = connection.brokers.map(({ host, port }) => `${host}:${port}`).join(", ");
  const name = context.name.replaceAll(/[^\w.-]/g, "-");
  signal.throwIfAborted();
  const client = await kafkaClient({ connection, secrets, addresses, refusal, name });
  const ask: Ask = async (doing, work) => {
    try {
      return await untilStopped(work, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw brokerFault(`Kafka on ${place}`, doing, error, secrets);
    }
  };
  context.signal.addEventListener("abort", client.end, { once: true });
  const end = () => {
    context.signal.removeEventListener("abort", client.end);
    close();
    client.end();
  };
  try {
    const reader = new TopicReader(client, source.name, ask, new Inbox(signal));
    await reader.begin(context.position, source.startAt === "earliest");
    return {
      receive: (limit) => reader.receive(limit),
      settle: async () => {},
      close: async () => end(),
    };
  } catch (error) {
    end();
    throw error;
  }
};

type Ask = <T>(doing: string, work: Promise<T>) => Promise<T>;

class TopicReader {
  readonly #client: KafkaClient;
  readonly #name: string;
  readonly #ask: Ask;
  readonly #inbox: Inbox<PartitionRecord>;
  #topic: ClusterTopicMetadata | null = null;
  #lookAt = 0;
  #place: Place = { topic: "", next: {} };
  /** What was said to be gone; kept with the place, before anything else. */
  #gone: Unreadable[] | null = null;
  /** By partition: where to ask next, beyond what waits in the inbox. */
  readonly #asked = new Map<number, bigint>();
  /** Brokers that have not answered yet. */
  readonly #asking = new Set<number>();

  constructor(client: KafkaClient, name: string, ask: Ask, inbox: Inbox<PartitionRecord>) {
    this.#client = client;
    this.#name = name;
    this.#ask = ask;
    this.#inbox = inbox;
    client.consumer.topics.track(name);
  }

  async begin(position: Position | null, isEarliest: boolean): Promise<void> {
    const topic = await this.#look();
    const before = position as unknown as Place | null;
    if (before?.topic === topic.id) {
      this.#place = before;
      await this.#findGone(topic);
    } else {
      // Whatever is in a topic that was made since is new.
      const offsets = await this.#offsets(before === null && !isEarliest ? latest : earliest);
      this.#moveTo(topic.id, Object.fromEntries(offsets.map((one, n) => [n, String(one)])));
      this.#gone = [];
    }
    for (const [partition, offset] of Object.entries(this.#place.next))
      this.#asked.set(Number(partition), BigInt(offset));
  }

  async receive(limit: number): Promise<Batch | null> {
    if (performance.now() >= this.#lookAt) await this.#look();
    if (this.#gone !== null) {
      const messages = this.#gone;
      this.#gone = null;
      return { messages, position: { ...this.#place } };
    }
    if (this.#inbox.length === 0) this.#askAll();
    const records = await this.#inbox.take(limit);
    if (records.length === 0) return null;
    const next = Object.fromEntries(
      records.map(({ partition, offset }) => [partition, String(offset + 1n)]),
    );
    this.#moveTo(this.#place.topic, { ...this.#place.next, ...next });
    return {
      messages: records.map((record) => readMessage(received(record, this.#place.topic))),
      position: { ...this.#place },
    };
  }

  #moveTo(topic: string, next: Place["next"]): void {
    this.#place = { topic, next };
  }

  /** @throws Error when the topic is gone, or another one by now */
  async #look(): Promise<ClusterTopicMetadata> {
    const asked = this.#client.consumer.metadata({ topics: [this.#name], forceUpdate: true });
    const { topics } = await this.#ask(`looking for the topic ${this.#name}`, asked);
    const topic = topics.get(this.#name);
    if (topic === undefined) throw new Error(`Kafka has no topic ${this.#name}`);
    if (this.#topic !== null && this.#topic.id !== topic.id)
      throw new Error(`the topic ${this.#name} was made anew`);
    this.#topic = topic;
    this.#lookAt = performance.now() + lookEveryMs;
    return topic;
  }

  async #offsets(timestamp: bigint): Promise<readonly bigint[]> {
    const asked = this.#client.consumer.listOffsets({ topics: [this.#name], timestamp });
    const offsets = await this.#ask(`reading the offsets of ${this.#name}`, asked);
    return offsets.get(this.#name) ?? [];
  }

  /** Moves on past what the topic has removed before it was read, and back to where a partition now ends. */
  async #findGone(topic: ClusterTopicMetadata): Promise<void> {
    const [firsts, ends] = [await this.#offsets(earliest), await this.#offsets(latest)];
    const next = { ...this.#place.next };
    const gone: Unreadable[] = [];
    for (const [partition, first] of firsts.entries()) {
      const end = ends[partition];
      // A partition that came later is read from its beginning.
      const at = BigInt(next[partition] ?? first);
      const here = at < first ? first : end !== undefined && at > end ? end : at;
      next[partition] = String(here);
      if (here === at) continue;
      gone.push({
        key: `${topic.id}/${partition}/${at}-${here}`,
        reason:
          here > at
            ? `partition ${partition} has removed its offsets ${at} to ${here - 1n} before they were read`
            : `partition ${partition} was read up to ${at} and now ends at ${here}: its cluster has lost what was there`,
      });
    }
    this.#moveTo(topic.id, next);
    if (gone.length > 0) this.#gone = gone;
  }

  /** Asks each broker that leads partitions and isn't asked already. */
  #askAll(): void {
    const partitions = this.#topic?.partitions ?? [];
    const leaders = new Map<number, number[]>();
    for (const [partition, { leader }] of partitions.entries())
      leaders.set(leader, [...(leaders.get(leader) ?? []), partition]);
    for (const [leader, led] of leaders)
      if (!this.#asking.has(leader)) void this.#fetch(leader, led);
  }

  async #fetch(leader: number, partitions: readonly number[]): Promise<void> {
    this.#asking.add(leader);
    try {
      // Marks of transactions are no records: behind them may be some.
      while (await this.#fetchOnce(leader, partitions));
    } catch (error) {
      this.#inbox.fail(error as Error);
    } finally {
      this.#asking.delete(leader);
    }
  }

  /** Whether it got on, and found nothing. */
  async #fetchOnce(leader: number, partitions: readonly number[]): Promise<boolean> {
    const { consumer, pool } = this.#client;
    const asked = consumer.fetch({
      ...{ node: leader, connectionPool: pool, isolationLevel: readCommitted },
      ...{ minBytes: 1, maxBytes: mostBytes, maxWaitTime: waitMs },
      topics: [
        {
          topicId: this.#place.topic,
          partitions: partitions.map((partition) => ({
            ...{ partition, fetchOffset: this.#askedAt(partition) },
            ...{ partitionMaxBytes: mostPartitionBytes },
            ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1 },
          })),
        },
      ],
    });
    const { responses } = await this.#ask(`reading ${this.#name}`, asked);
    let [found, gotOn] = [false, false];
    for (const answer of responses.flatMap((one) => one.partitions)) {
      const from = this.#askedAt(answer.partitionIndex);
      const { records, next } = recordsOf(answer, from);
      this.#asked.set(answer.partitionIndex, next);
      gotOn ||= next > from;
      found ||= records.length > 0;
      for (const record of records) this.#inbox.push(record);
    }
    return gotOn && !found;
  }

  /** A partition that came while the topic was read is read from its beginning. */
  #askedAt(partition: number): bigint {
    return this.#asked.get(partition) ?? 0n;
  }
}

function received(
  { partition, offset, epoch, record, sentAt }: PartitionRecord,
  topic: string,
): ReceivedMessage {
  const text = (bytes: Buffer | null) => headerText(bytes ?? new Uint8Array());
  return {
    key: `${topic}/${partition}/${offset}@${epoch}`,
    headers: [
      ...record.headers.map(([name, value]) => [text(name), text(value)] as const),
      ["kafka-partition", String(partition)],
      ["kafka-offset", String(offset)],
      ...(record.key === null ? [] : [["kafka-key", text(record.key)] as const]),
    ],
    body: record.value ?? new Uint8Array(),
    sentAt: new Date(sentAt),
  };
}

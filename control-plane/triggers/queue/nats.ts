// A stream of NATS JetStream as a source. Where the stream keeps its messages, the place is a sequence that we keep; where it
// removes what was taken (a work queue, or by interest), a durable consumer keeps it, and what was taken is acknowledged.

import type {
  Consumer,
  ConsumerConfig,
  JetStreamManager,
  JsMsg,
  StreamInfo,
} from "@nats-io/jetstream";
import { untilStopped } from "#executors/in-process.ts";
import type { Batch, Position, Source } from "../source.ts";
import { brokerFault } from "./broker-fault.ts";
import { closing } from "./closing.ts";
import { Inbox, waitMs } from "./inbox.ts";
import { connectNats } from "./nats-connect.ts";
import type { OpenQueue } from "./open.ts";
import { readMessage } from "./read-message.ts";

/** How far a stream was read. One that was made anew begins again. */
interface Place {
  created: string;
  /** Of the last message that was taken. */
  sequence: number;
}

/** A consumer that nobody asks any more is removed by the server, and a taken message is given again. Milliseconds. */
const [forgottenMs, ackWaitMs] = [60_000, 30_000];

export const openNats: OpenQueue<"nats"> = async (context) => {
  const { source, secrets, name, id, addresses } = context;
  const { connection } = source;
  const { signal, close } = closing(context.signal);
  const place = connection.servers.map(({ host, port }) => `${host}:${port}`).join(", ");
  const fault = (doing: string | null, error: unknown) =>
    brokerFault(`NATS on ${place}`, doing, error, secrets);
  const settings = { connection, secrets, addresses, signal, name: `trunkline ${name}` };
  const client = await connectNats(settings).catch((error: unknown) => {
    context.signal.throwIfAborted();
    throw fault(null, error);
  });
  const ended = () => {
    close();
    client.close().catch(() => {});
  };
  context.signal.addEventListener("abort", ended, { once: true });
  const asked = async <T>(doing: string, work: Promise<T>): Promise<T> => {
    try {
      return await untilStopped(work, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : fault(doing, error);
    }
  };
  const inbox = new Inbox<JsMsg>(signal);
  const hungUp = async () => {
    const error = await client.closed();
    inbox.fail(fault("receiving", error instanceof Error ? error : new Error("it hung up")));
  };
  void hungUp();
  try {
    const library = await import("@nats-io/jetstream");
    const manager = await asked("asking for JetStream", library.jetstreamManager(client));
    const info = await asked(
      `reading of the stream ${source.name}`,
      manager.streams.info(source.name),
    );
    const keepsAll = String(info.config.retention) === "limits";
    const begin = keepsAll ? beginning(context.position, source.startAt, info) : null;
    const config = keepsAll
      ? placedConsumer(library, (begin?.place.sequence ?? 0) + 1, source.subject)
      : durableConsumer(library, `trunkline-${name.replaceAll(/[^\w-]/g, "-")}-${id}`, {
          ...source,
          isWorkQueue: String(info.config.retention) === "workqueue",
        });
    const consumer = await asked(
      `making a consumer of ${source.name}`,
      madeConsumer(manager, library.jetstream(client), source.name, config),
    );
    const followed = receiving({ consumer, inbox, begin, created: info.created, fault });
    return {
      ...followed,
      async close() {
        context.signal.removeEventListener("abort", ended);
        followed.giveBack();
        ended();
      },
    };
  } catch (error) {
    context.signal.removeEventListener("abort", ended);
    ended();
    throw error;
  }
};

interface Beginning {
  place: Place;
  /** What is kept before anything was received; null: nothing new. */
  first: Batch | null;
}

function beginning(position: Position | null, startAt: string | null, info: StreamInfo): Beginning {
  const { created, state } = info;
  const before = position as unknown as Place | null;
  const at = (sequence: number, messages: Batch["messages"] = []): Beginning => {
    const place = { created, sequence };
    return { place, first: { messages, position: { ...place } } };
  };
  if (before === null && startAt !== "earliest") return at(state.last_seq);
  // Whatever is in a stream that was made since is new. One that has never had a message has no first one.
  if (before?.created !== created) return at(Math.max(state.first_seq - 1, 0));
  if (before.sequence + 1 >= state.first_seq) return { place: before, first: null };
  const [from, to] = [before.sequence + 1, state.first_seq - 1];
  return at(to, [
    {
      key: `${created}/${from}-${to}`,
      reason: `the stream has removed its messages ${from} to ${to} before they were read`,
    },
  ]);
}

type Library = typeof import("@nats-io/jetstream");

const filterOf = (subject: string | null) => (subject === null ? {} : { filter_subject: subject });

const placedConsumer = (
  library: Library,
  sequence: number,
  subject: string | null,
): Partial<ConsumerConfig> => ({
  ack_policy: library.AckPolicy.None,
  deliver_policy: library.DeliverPolicy.StartSequence,
  opt_start_seq: sequence,
  inactive_threshold: forgottenMs * 1e6,
  mem_storage: true,
  num_replicas: 1,
  ...filterOf(subject),
});

const durableConsumer = (
  library: Library,
  durable: string,
  from: { subject: string | null; startAt: string | null; isWorkQueue: boolean },
): Partial<ConsumerConfig> => ({
  durable_name: durable,
  ack_policy: library.AckPolicy.Explicit,
  ack_wait: ackWaitMs * 1e6,
  // All that a work queue holds waits for somebody to do it.
  deliver_policy:
    from.isWorkQueue || from.startAt === "earliest"
      ? library.DeliverPolicy.All
      : library.DeliverPolicy.New,
  ...filterOf(from.subject),
});

async function madeConsumer(
  manager: JetStreamManager,
  jetstream: ReturnType<Library["jetstream"]>,
  stream: string,
  config: Partial<ConsumerConfig>,
): Promise<Consumer> {
  const { durable_name: durable } = config;
  // One that is there already must not be given another beginning.
  const there =
    durable === undefined ? null : await manager.consumers.info(stream, durable).catch(() => null);
  const { name } = there ?? (await manager.consumers.add(stream, config));
  return jetstream.consumers.get(stream, name);
}

interface Receiving {
  consumer: Consumer;
  inbox: Inbox<JsMsg>;
  /** Null: the consumer keeps the place. */
  begin: Beginning | null;
  created: string;
  fault(doing: string, error: unknown): Error;
}

function receiving({ consumer, inbox, begin, created, fault }: Receiving): Omit<Source, "close"> & {
  /** Others get at once what nobody settled. */
  giveBack(): void;
} {
  let first = begin?.first ?? null;
  let isAsking = false;
  let delivered = 0;
  const batches = new WeakMap<Batch, readonly JsMsg[]>();
  const unsettled = new Set<JsMsg>();
  const ask = async (limit: number) => {
    isAsking = true;
    try {
      for await (const message of await consumer.fetch({ max_messages: limit, expires: waitMs })) {
        const { deliverySequence } = message.info;
        // What isn't acknowledged is given once: one that got lost on the way must be asked for again.
        if (begin !== null && deliverySequence !== ++delivered)
          throw new Error("a message got lost on the way");
        if (begin === null) unsettled.add(message);
        inbox.push(message);
      }
    } catch (error) {
      inbox.fail(fault("receiving", error));
    } finally {
      isAsking = false;
    }
  };
  return {
    async receive(limit) {
      if (first !== null) {
        const batch = first;
        first = null;
        return batch;
      }
      if (inbox.length === 0 && !isAsking) void ask(limit);
      const messages = await inbox.take(limit);
      const last = messages.at(-1);
      if (last === undefined) return null;
      const batch: Batch = {
        messages: messages.map((message) => readMessage(received(message, created))),
        position: begin === null ? null : { created, sequence: last.seq },
      };
      batches.set(batch, messages);
      return batch;
    },
    async settle(batch) {
      const messages = batches.get(batch)?.filter((one) => unsettled.delete(one)) ?? [];
      await Promise.all(messages.map((message) => message.ackAck()));
    },
    giveBack() {
      for (const message of unsettled) message.nak();
      unsettled.clear();
    },
  };
}

const received = (message: JsMsg, created: string) => ({
  key: `${created}/${message.seq}`,
  headers: [
    ["nats-subject", message.subject] as const,
    ...(message.headers?.keys() ?? []).map(
      (name) => [name, message.headers?.values(name).join(", ") ?? ""] as const,
    ),
  ],
  body: message.data,
  sentAt: new Date(Math.floor(message.info.timestampNanos / 1e6)),
});

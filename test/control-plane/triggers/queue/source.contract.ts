// What every broker must keep as a source of messages, on a real one.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AddressSettings } from "#executors/addresses.ts";
import {
  type Broker,
  type BrokerPair,
  clientSecrets,
  type KnownClient,
  knownClient,
} from "#test/support/brokers/broker.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import { openQueue } from "#triggers/queue/open.ts";
import type { Batch, Message, Position, Source, Unreadable } from "#triggers/source.ts";

interface Opening {
  position?: Position | null;
  secrets?: Record<string, string>;
  addresses?: AddressSettings;
  signal?: AbortSignal;
  refusal?: (place: string) => string | null;
  startAt?: "latest" | "earliest";
}

/** A source of the broker, closed with the scope. */
export async function opened(broker: Broker, opening: Opening = {}) {
  const { source } = broker;
  const followed: Source = await openQueue({
    source:
      source.startAt === null ? source : { ...source, startAt: opening.startAt ?? "earliest" },
    ...{ id: "7", name: "shop/orders", position: opening.position ?? null, localFiles: [] },
    secrets: opening.secrets ?? broker.secrets,
    addresses: opening.addresses ?? {},
    refusal: opening.refusal ?? (() => null),
    signal: opening.signal ?? new AbortController().signal,
  });
  return { source: followed, [Symbol.asyncDispose]: () => followed.close() };
}

/** Receives until there are so many messages; each batch is settled unless `settles` is false. */
export async function received(source: Source, count: number, settles = true) {
  const messages: (Message | Unreadable)[] = [];
  let position: Position | null = null;
  while (messages.length < count) {
    const batch: Batch | null = await source.receive(100);
    if (batch === null) continue;
    messages.push(...batch.messages);
    position = batch.position ?? position;
    if (settles) await source.settle(batch);
  }
  return { messages, position };
}

export const bodies = (messages: readonly (Message | Unreadable)[]): unknown[] =>
  messages.map((one) => ("reason" in one ? one.reason : one.body));

export interface SourceTraits {
  /** Null where it can be had. */
  missing: string | null;
  make(): Promise<Broker>;
  /** The broker holds texts alone. */
  isTextual?: true;
  /** It holds nothing that is larger than we read, has no headers, lets everybody in. */
  lacks?: readonly ("large" | "headers" | "login")[];
}

export function sourceContract(
  name: string,
  { missing, make, isTextual, lacks = [] }: SourceTraits,
) {
  describe(name, () => {
    let broker: Broker;
    beforeAll(async () => {
      if (missing === null) broker = await make();
    });
    afterAll(() => broker?.[Symbol.asyncDispose]());
    /** Where earlier tests have left off. */
    let kept: Position | null = null;

    test("gives messages in their order, and none again that was settled", async (context) => {
      if (missing !== null) context.skip(missing);
      await broker.send('{"id":1}', { "x-kind": "order" });
      await broker.send("plain words");
      {
        await using at = await opened(broker);
        const { messages, position } = await received(at.source, 2);
        expect(bodies(messages)).toEqual([{ id: 1 }, "plain words"]);
        if (!lacks.includes("headers"))
          expect(messages[0]).toMatchObject({ headers: { "x-kind": "order" } });
        expect(new Set(messages.map(({ key }) => key)).size).toBe(2);
        kept = position;
      }
      await broker.send('{"id":3}');
      await using at = await opened(broker, { position: kept });
      const { messages, position } = await received(at.source, 1);
      kept = position;
      expect(bodies(messages)).toEqual([{ id: 3 }]);
    });

    test("gives again with the same keys what nobody settled", async (context) => {
      if (missing !== null) context.skip(missing);
      await broker.send('{"id":4}');
      let keys: string[];
      {
        await using at = await opened(broker, { position: kept });
        const { messages } = await received(at.source, 1, false);
        keys = messages.map(({ key }) => key);
      }
      await using at = await opened(broker, { position: kept });
      const { messages, position } = await received(at.source, 1);
      kept = position;
      expect(messages.map(({ key }) => key)).toEqual(keys);
      expect(bodies(messages)).toEqual([{ id: 4 }]);
    });

    test("says why a message can't be read, and goes on with the next", async (context) => {
      if (missing !== null) context.skip(missing);
      const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
      const bad: [body: string | Uint8Array, why: string][] = [
        [deep, "its JSON is nested more than 64 levels deep"],
      ];
      if (!isTextual) bad.push([new Uint8Array([0xc3, 0x28]), "it is no text in UTF-8"]);
      if (!lacks.includes("large"))
        bad.push(["x".repeat(300_000), "it has 300000 bytes, and 262144 are read"]);
      for (const [body] of bad) await broker.send(body);
      await broker.send('{"id":5}');
      await using at = await opened(broker, { position: kept });
      const { messages, position } = await received(at.source, bad.length + 1);
      kept = position;
      expect(bodies(messages)).toEqual([...bad.map(([, why]) => why), { id: 5 }]);
    });

    test("fails when the broker is gone, and a new one goes on", async (context) => {
      if (missing !== null) context.skip(missing);
      const settled = new Set<string>();
      {
        await using at = await opened(broker, { position: kept });
        await broker.send('{"id":6}');
        const { messages, position } = await received(at.source, 1);
        kept = position;
        for (const { key } of messages) settled.add(key);
        const receiving = expect(received(at.source, 1)).rejects.toThrow(/./);
        await broker.stop();
        await receiving;
      }
      await expect(opened(broker, { position: kept })).rejects.toThrow(/127\.0\.0\.1/);
      await broker.start();
      await broker.send('{"id":7}');
      await using at = await opened(broker, { position: kept });
      // A broker that was killed may have forgotten what it was told last; the keys tell.
      const fresh: unknown[] = [];
      while (fresh.length === 0) {
        const { messages, position } = await received(at.source, 1);
        kept = position;
        fresh.push(...bodies(messages.filter(({ key }) => !settled.has(key))));
      }
      expect(fresh).toEqual([{ id: 7 }]);
    });

    test("says that a login was refused, without the secret", async (context) => {
      if (missing !== null) context.skip(missing);
      if (lacks.includes("login")) context.skip("this broker lets everybody in");
      const error: Error = await opened(broker, { secrets: broker.wrongSecrets }).then(
        () => new Error("it was let in"),
        (refusal: Error) => refusal,
      );
      expect(error.message).toMatch(/auth|login|refused|denied/i);
      for (const value of Object.values(broker.wrongSecrets))
        expect(error.message).not.toContain(value);
    });

    test("goes to no address that is refused", async (context) => {
      if (missing !== null) context.skip(missing);
      await expect(opened(broker, { addresses: { deny: ["loopback"] } })).rejects.toThrow(
        /no request goes there/,
      );
    });

    test("ends at once, while something is received and before", async (context) => {
      if (missing !== null) context.skip(missing);
      await using at = await opened(broker, { position: kept });
      let end = performance.now();
      const receiving = received(at.source, 1).then(
        () => "received",
        () => performance.now() - end,
      );
      await at.source.receive(1).catch(() => null);
      end = performance.now();
      await at.source.close();
      expect(await receiving).toBeLessThan(1_000);
      await expect(
        opened(broker, { signal: AbortSignal.abort(new Error("stop")) }),
      ).rejects.toThrow("stop");
    });
  });
}

/** @param make One that speaks TLS by `pair`, and lets in nobody but who is vouched for as `known` is. */
export function certificateContract(
  name: string,
  missing: string | null,
  make: (pair: BrokerPair, known: KnownClient) => Promise<Broker>,
) {
  test(`${name} lets in whoever shows its certificate, and nobody else`, async (context) => {
    if (missing !== null) return context.skip(missing);
    const [pair, client, other] = [await selfSigned(), await knownClient(), await knownClient()];
    if (pair === null || client === null || other === null)
      return context.skip("no openssl is installed");
    await using broker = await make(pair, client);
    await broker.send("1");
    {
      await using at = await opened(broker);
      expect(bodies((await received(at.source, 1)).messages)).toEqual([1]);
    }
    const { clientCertificate: _, clientKey: __, ...bare } = broker.source.connection as Certified;
    const none = { ...broker.source, connection: bare } as Broker["source"];
    await expect(opened({ ...broker, source: none })).rejects.toThrow();
    const secrets = { ...broker.secrets, ...clientSecrets(other) };
    await expect(opened(broker, { secrets })).rejects.toThrow();
    // It was no fault of the broker.
    await using again = await opened(broker);
    await broker.send("2");
    await received(again.source, 1);
  });
}

type Certified = Broker["source"]["connection"] & {
  clientCertificate?: unknown;
  clientKey?: unknown;
};

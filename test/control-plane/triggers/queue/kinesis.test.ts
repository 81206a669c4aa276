// A stream of a real server of Kinesis' protocol as a source.

import { MergeShardsCommand, SplitShardCommand } from "@aws-sdk/client-kinesis";
import { expect, test } from "vitest";
import { type KinesisBroker, kinesisBroker } from "#test/support/brokers/kinesis-broker.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { bodies, opened, received, sourceContract } from "./source.contract.ts";

sourceContract("Kinesis", { missing: noMoto, make: kinesisBroker, lacks: ["headers", "login"] });

const split = ({ client }: KinesisBroker, shard: string) =>
  client.send(
    new SplitShardCommand({
      ...{ StreamName: "orders", ShardToSplit: shard },
      NewStartingHashKey: String(2n ** 127n),
    }),
  );

test("reads children after what they came of, through a split and a merge", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using broker = await kinesisBroker();
  await broker.send("1", { key: "a" });
  await split(broker, "shardId-000000000000");
  await broker.send("2");
  await broker.client.send(
    new MergeShardsCommand({
      ...{ StreamName: "orders", ShardToMerge: "shardId-000000000001" },
      AdjacentShardToMerge: "shardId-000000000002",
    }),
  );
  await broker.send("3");
  let position = null;
  {
    await using at = await opened(broker);
    const before = await received(at.source, 3);
    expect(bodies(before.messages)).toEqual([1, 2, 3]);
    expect(before.messages[0]).toMatchObject({
      headers: { "kinesis-partition-key": "a", "kinesis-shard": "shardId-000000000000" },
    });
    ({ position } = before);
  }
  await broker.send("4");
  await using at = await opened(broker, { position });
  expect(bodies((await received(at.source, 1)).messages)).toEqual([4]);
});

test("begins with what comes after it was first looked at", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using broker = await kinesisBroker();
  await broker.send("old");
  let position = null;
  {
    await using at = await opened(broker, { startAt: "latest" });
    position = (await at.source.receive(10))?.position ?? null;
  }
  await broker.send("new");
  await using at = await opened(broker, { startAt: "latest", position });
  expect(bodies((await received(at.source, 1)).messages)).toEqual(["new"]);
});

import { beforeEach, expect, test } from "vitest";
import { filePattern } from "#core/file-pattern.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { S3Place } from "#executors/places/s3.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { type S3Server, s3Server } from "#test/support/s3-server.ts";
import { type PlaceUnderTest, placeContract } from "./place.contract.ts";

beforeEach((context) => {
  if (noMoto !== null) context.skip(noMoto);
});

const open = (server: Pick<S3Server, "connection" | "secrets">, deny: string[] = []) =>
  S3Place.open(
    {
      ...server,
      judge: judgeAddresses({ deny }),
      signal: new AbortController().signal,
    },
    "in",
  );

async function s3UnderTest(): Promise<PlaceUnderTest & { server: S3Server }> {
  const server = await s3Server();
  const place = await open(server);
  return {
    ...{ place, server, elsewhere: "done" },
    async contents() {
      const keys = (await server.keys()).filter((key) => key.startsWith("in/"));
      const entries = keys.map(async (key) => [key.slice(3), await server.content(key)] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    put: (name, content) => server.put(`in/${name}`, content),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

placeContract("a prefix of a bucket", s3UnderTest);

test("more keys than a page has; a folder's marker is no file, and no key leads elsewhere", async () => {
  await using it = await s3UnderTest();
  for (let first = 0; first < 1_050; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, n) => it.put(`${first + n}.csv`, "")));
  for (const key of ["folder/", "../out.csv", "a//b.csv"]) await it.put(key, "");
  const { files, refused } = await it.place.list([filePattern("**/*.csv")]);
  expect(files).toHaveLength(1_050);
  expect(refused).toEqual(['"a//b.csv": a part of it is empty']);
});

test("an address that is closed is not asked", async () => {
  await using server = await s3Server();
  await expect(open(server, ["loopback"])).rejects.toThrow("--deny-address");
});

test("what a store refuses is said without its secrets", async () => {
  await using server = await s3Server();
  const connection = { ...server.connection, bucket: "none" };
  await using place = await open({ ...server, connection });
  await expect(place.list([filePattern("*")])).rejects.toThrow(
    /^listing \S+\/none\/in failed: 404 NoSuchBucket /,
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { readFrames } from "#executors/container/frames.ts";

function frame(stream: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

async function* cut(bytes: Buffer, sizes: readonly number[]) {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(pieces: AsyncIterable<Uint8Array>) {
  const streams = { 1: [] as Uint8Array[], 2: [] as Uint8Array[] };
  for await (const { stream, bytes } of readFrames(pieces)) streams[stream].push(bytes);
  return [Buffer.concat(streams[1]).toString("hex"), Buffer.concat(streams[2]).toString("hex")];
}

test("frames are the same however they are cut", async () => {
  const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })));
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(frames, sizes, async (given, parts) => {
      const all = Buffer.concat(given.map(([stream, bytes]) => frame(stream, bytes)));
      const of = (wanted: number) =>
        Buffer.concat(given.filter(([one]) => one === wanted).map(([, bytes]) => bytes));
      expect(await read(cut(all, parts))).toEqual([of(1).toString("hex"), of(2).toString("hex")]);
    }),
    { numRuns: 200 },
  );
});

test("a frame that claims to be huge is handed over as it comes", async () => {
  const claimed = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x61, 0x62]);
  expect(await read(cut(claimed, [9]))).toEqual(["6162", ""]);
});

test("what are no frames is refused", async () => {
  await expect(read(cut(Buffer.from("plain text of a terminal"), [100]))).rejects.toThrow(
    "no output in frames",
  );
});

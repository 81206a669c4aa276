import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HostWord, hostWords, NotOurs } from "#executors/ssh/host-words.ts";

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = bytes.length): Promise<HostWord[]> {
  const words: HostWord[] = [];
  for await (const word of hostWords(inPieces(bytes, Math.max(size, 1)), "n")) words.push(word);
  return words;
}

const said = (text: string): Promise<HostWord[]> => read(Buffer.from(`trunkline-n\n${text}`));

/** Data of one place after another, put together. */
const joined = (words: HostWord[]): Buffer =>
  Buffer.concat(words.flatMap((word) => (word.kind === "data" ? [word.bytes] : [])));

test("output of any bytes, in pieces of any size, is what was sent, with its places", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      async (parts, size) => {
        let at = 0;
        const frames = parts.flatMap((part) => {
          const head = Buffer.from(`data ${at} ${part.length}\n`);
          at += part.length;
          return [head, Buffer.from(part)];
        });
        const bytes = Buffer.concat([
          Buffer.from("Welcome\ntrunkline-n\nbegun\n"),
          ...frames,
          Buffer.from("end 3 - 4\na=b\n"),
        ]);
        const words = await read(bytes, size);
        expect(joined(words)).toEqual(Buffer.concat(parts));
        let next = 0;
        for (const word of words)
          if (word.kind === "data") {
            expect(word.at).toBe(next);
            next += word.bytes.length;
          }
        expect(words.at(-1)).toEqual({
          ...{ kind: "end", code: 3, signal: null, outputs: Buffer.from("a=b\n") },
        });
      },
    ),
  );
});

test("each word is read", async () => {
  expect(await said("adopted\nstill\ngap 5 9\nelsewhere node b\nfailed no \x1bspace\n")).toEqual([
    { kind: "adopted" },
    { kind: "still" },
    { kind: "gap", from: 5, to: 9 },
    { kind: "elsewhere", text: "node b" },
    { kind: "failed", text: "no \ufffdspace" },
  ]);
  expect(await said("end 137 KILL 0\n")).toMatchObject([{ signal: "SIGKILL" }]);
  expect(await said("end 0 - 1048577\n")).toMatchObject([{ outputs: null }]);
  expect(await said("end 0 - -1\n")).toMatchObject([{ outputs: "none" }]);
});

test("what breaks off within ends without a word of its own", async () => {
  expect(await said("begun\ndata 0 10\nabc")).toMatchObject([{ kind: "begun" }, { kind: "data" }]);
  expect(await said("begun\nen")).toEqual([{ kind: "begun" }]);
  await expect(said("end 0 - 5\nab")).rejects.toThrow("the connection broke within the outputs");
  await expect(read(Buffer.alloc(0))).rejects.toThrow("before it ran anything");
});

describe("a host that says something else is refused, without holding what it says", () => {
  test.each([
    "hello\n",
    "data x 1\n",
    "data 0 -1\n",
    "data 0 1e9\n",
    "end 0 a;b 0\n",
    "end -1 - 0\n",
    `${"x".repeat(5_000)}\n`,
    "y".repeat(5_000),
  ])("%j", async (text) => {
    await expect(said(text)).rejects.toBeInstanceOf(NotOurs);
  });

  test("before its first line too", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given += 1_000;
        yield Buffer.alloc(1_000, "z");
      }
    }
    await expect(hostWords(endless(), "n").next()).rejects.toBeInstanceOf(NotOurs);
    expect(given).toBeLessThan(100_000);
  });
});

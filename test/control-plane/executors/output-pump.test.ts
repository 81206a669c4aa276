import { expect, test, vi } from "vitest";
import { OutputLimit } from "#executors/output-limit.ts";
import { OutputPump } from "#executors/output-pump.ts";

test("small writes are gathered and leave when the time is up", async () => {
  vi.useFakeTimers();
  try {
    const chunks: string[] = [];
    const pump = new OutputPump({
      store: async (chunk) => void chunks.push(Buffer.from(chunk).toString()),
    });
    for (const text of ["a", "b", "c"]) await pump.write(Buffer.from(text));
    await vi.advanceTimersByTimeAsync(199);
    expect(chunks).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(chunks).toEqual(["abc"]);
    await pump.write(Buffer.from("d"));
    await pump.end();
    expect(chunks).toEqual(["abc", "d"]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a busy store holds the writer back, one chunk at a time", async () => {
  const gates: (() => void)[] = [];
  const pump = new OutputPump({
    store: () => new Promise((resolve) => gates.push(resolve)),
    flushMs: 1e9,
  });
  let more = false;
  const write = pump.write(Buffer.alloc(3 * 64 * 1024)).then(() => {
    more = true;
  });
  for (const n of [1, 2, 3]) {
    await vi.waitFor(() => expect(gates).toHaveLength(n));
    expect(more).toBe(false);
    gates.at(-1)?.();
  }
  await write;
  await pump.end();
});

test("what could not be stored is told to the next write and at the end", async () => {
  const pump = new OutputPump({
    store: () => Promise.reject(new Error("no space left")),
    flushMs: 1,
  });
  await pump.write(Buffer.from("a"));
  await expect(
    vi.waitUntil(() => pump.write(Buffer.alloc(64 * 1024)).then(() => false)),
  ).rejects.toThrow("no space left");
  await expect(pump.end()).rejects.toThrow("no space left");
});

test("100 MB leave 10 MiB in 161 chunks", async () => {
  let [chunks, bytes] = [0, 0];
  const pump = new OutputPump({
    store: async (chunk) => {
      chunks++;
      bytes += chunk.length;
    },
    limit: new OutputLimit(),
  });
  const piece = Buffer.alloc(65_536, "x");
  for (let sent = 0; sent < 100 * 1024 ** 2; sent += piece.length) await pump.write(piece);
  await pump.end();
  expect(bytes).toBe(10 * 1024 ** 2 + "\n… 94371840 bytes omitted …\n".length + 4);
  expect(chunks).toBe(161);
});

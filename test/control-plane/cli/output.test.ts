import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { Output, type OutputSettings, wantsColor } from "#cli/output.ts";

function collected(settings: Partial<OutputSettings>) {
  const texts = { stdout: "", stderr: "", writes: 0 };
  const out = new Output({
    format: "text",
    quiet: false,
    stdout: {
      write: (text) => {
        texts.stdout += text;
        texts.writes += 1;
      },
    },
    stderr: { write: (text) => (texts.stderr += text), isTTY: false },
    env: {},
    ...settings,
  });
  return { out, texts };
}

const columns = [
  { title: "NAME", value: (row: { name: string; runs: number }) => row.name },
  { title: "RUNS", value: (row: { name: string; runs: number }) => String(row.runs) },
];
const rows = [
  { name: "daily-revenue", runs: 3 },
  { name: "gl", runs: 12 },
];

test("a list is a table for people and NDJSON for programs", () => {
  const text = collected({});
  text.out.list(rows, columns);
  text.out.flush();
  expect(text.texts.stdout).toBe("NAME           RUNS\ndaily-revenue  3\ngl             12\n");
  const json = collected({ format: "json" });
  json.out.list(rows, columns);
  json.out.text("for people");
  json.out.flush();
  expect(json.texts.stdout).toBe('{"name":"daily-revenue","runs":3}\n{"name":"gl","runs":12}\n');
});

test("10,000 lines take few writes", () => {
  const { out, texts } = collected({ format: "json" });
  for (let index = 0; index < 10_000; index++) out.json({ index });
  out.flush();
  expect(texts.stdout.split("\n")).toHaveLength(10_001);
  expect(texts.writes).toBeLessThan(5);
});

test("notes go to stderr unless quiet; errors always", () => {
  const loud = collected({});
  loud.out.note("3 runs");
  expect(loud.texts).toMatchObject({ stdout: "", stderr: "3 runs\n" });
  const quiet = collected({ quiet: true });
  quiet.out.note("3 runs");
  quiet.out.error("error: no");
  expect(quiet.texts.stderr).toBe("error: no\n");
});

test("steps stay, but are for a terminal; bytes come between the lines around them", () => {
  const piped = collected({});
  piped.out.step("1 of 2");
  expect(piped.texts.stderr).toBe("");
  let shown = "";
  const stderr = { write: (text: unknown) => (shown += text), isTTY: true };
  const terminal = collected({ stderr });
  terminal.out.step("1 of 2");
  terminal.out.step("2 of 2");
  expect(shown).toBe("1 of 2\n2 of 2\n");
  collected({ stderr, quiet: true }).out.step("3 of 2");
  expect(shown).not.toContain("3 of 2");
  const written: (string | Uint8Array)[] = [];
  const { out } = collected({ stdout: { write: (content) => written.push(content) } });
  out.text("before");
  out.bytes(Uint8Array.of(0xff));
  out.text("after");
  out.flush();
  expect(written).toEqual(["before\n", Uint8Array.of(0xff), "after\n"]);
});

test("progress in a log is a line every ten seconds", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const piped = collected({});
    for (let count = 1; count <= 25; count++) {
      vi.advanceTimersByTime(1_000);
      piped.out.progress(`${count} of 25`);
    }
    expect(piped.texts.stderr).toBe("10 of 25\n20 of 25\n");
    const quiet = collected({ quiet: true });
    vi.advanceTimersByTime(10_000);
    quiet.out.progress("1 of 2");
    expect(quiet.texts.stderr).toBe("");
  } finally {
    vi.useRealTimers();
  }
});

test("progress at a terminal is wiped before the next message", () => {
  let shown = "";
  const terminal = collected({ stderr: { write: (text) => (shown += text), isTTY: true } });
  terminal.out.progress("1 of 2");
  terminal.out.note("done");
  expect(shown).toBe("\r\u001b[2K1 of 2\r\u001b[2Kdone\n");
  terminal.out.progress("2 of 2");
  terminal.out.text("result");
  terminal.out.flush();
  expect(shown.endsWith("2 of 2\r\u001b[2K")).toBe(true);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ TERM: "dumb" }, true, false],
])("colour with %j at a terminal (%s): %s", (env, isTTY, expected) => {
  expect(wantsColor({ write: () => {}, isTTY }, env)).toBe(expected);
});

test("a list that nobody reads waits, and goes on when it is read", async () => {
  // A stream that is full after 1 kB, as a pipe is after 64.
  const pipe = new PassThrough({ highWaterMark: 1_024 });
  const { out } = collected({ stdout: pipe, format: "json" });
  const list = async () => {
    for (let line = 0; line < 100; line++) {
      out.jsonText(JSON.stringify({ line, text: "x".repeat(100) }));
      await out.drained();
    }
    pipe.end();
  };
  const listed = list();
  await once(pipe, "readable");
  expect(pipe.readableLength + pipe.writableLength).toBeLessThan(4_096);
  const text = (await pipe.setEncoding("utf8").toArray()).join("");
  await listed;
  expect(text.trim().split("\n")).toHaveLength(100);
});

test("at a terminal a task's output keeps its colours and steers nothing; anywhere else it is what was printed", () => {
  const hostile = "\u001b]0;owned\u0007\u001b[31mred\u001b[0m\u009b2J\n";
  const bytes = new TextEncoder().encode(hostile);
  let shown = "";
  const decoder = new TextDecoder();
  const write = (text: string | Uint8Array) => {
    shown += typeof text === "string" ? text : decoder.decode(text);
  };
  const terminal = collected({ stdout: { isTTY: true, write } }).out;
  terminal.raw(hostile.slice(0, 1));
  terminal.raw(hostile.slice(1));
  for (const byte of bytes) terminal.bytes(Uint8Array.of(byte));
  terminal.flush();
  const harmless = "\ufffd]0;owned\ufffd\u001b[31mred\u001b[0m\ufffd2J\n";
  expect(shown).toBe(harmless + harmless);
  shown = "";
  const pipe = collected({ stdout: { write } }).out;
  pipe.raw(hostile);
  pipe.bytes(bytes);
  expect(shown).toBe(hostile + hostile);
});

test("what others wrote steers no terminal where it is part of a line", () => {
  const { out, texts } = collected({});
  out.text("failed: \u001b]52;c;x\u0007 by \u202eada");
  out.note("no \u001b[2J here");
  out.list([{ name: "a\u001b[Hb", runs: 1 }], columns);
  out.flush();
  expect(texts.stdout).toBe(
    "failed: \ufffd]52;c;x\ufffd by \ufffdada\nNAME   RUNS\na\ufffd[Hb  1\n",
  );
  expect(texts.stderr).toBe("no \ufffd[2J here\n");
});

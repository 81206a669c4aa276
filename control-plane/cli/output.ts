// Where commands print: data on stdout as text or JSON, notes and progress on stderr.

import { setImmediate } from "node:timers/promises";
import { styleText } from "node:util";
import { TerminalText, terminalText } from "#core/terminal-text.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** A stream as far as commands care; process.stdout and a test's collector both fit. */
export interface Sink {
  write(content: string | Uint8Array): unknown;
  isTTY?: boolean | undefined;
  /** Of streams that gather what their reader has not taken yet. */
  writableNeedDrain?: boolean;
  once?(event: "drain", listener: () => void): unknown;
}

export const formats = [
  ...(["text", "json", "markdown", "sarif", "junit", "github", "codequality"] as const),
] as const;
export type Format = (typeof formats)[number];

export interface OutputSettings {
  format: Format;
  quiet: boolean;
  stdout: Sink;
  stderr: Sink;
  env: Record<string, string | undefined>;
}

export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
}

/** Lines are gathered to this many characters a write: one write a line costs 10,000 system calls for 10,000 lines. */
const CHUNK = 65_536;

/** Between two lines of progress in a log; ms. */
const logEvery = 10_000;

export class Output {
  readonly format: Format;
  readonly color: boolean;
  readonly #settings: OutputSettings;
  #pending = "";
  /** Of output that is somebody else's, at a terminal. */
  readonly #shown = new TerminalText();
  readonly #decoder = new TextDecoder();
  #progressShown = false;
  /** When progress was last written to a log, as `performance.now()`; at first the start. */
  #progressLogged = performance.now();

  constructor(settings: OutputSettings) {
    this.#settings = settings;
    this.format = settings.format;
    this.color = wantsColor(settings.stdout, settings.env);
  }

  /** Whether notes are read by somebody at a terminal, and are kept nowhere. */
  get isTerminal(): boolean {
    return this.#settings.stderr.isTTY === true;
  }

  /** Text for people, without what would steer a terminal; nothing with `--output json`. */
  text(line = ""): void {
    if (this.format === "text") this.#line(terminalText(line));
  }

  /** Somebody else's output as it is, such as a task's, but for what would steer a terminal; nothing with `--output json`. */
  raw(text: string): void {
    if (this.format !== "text") return;
    this.#pending += this.#settings.stdout.isTTY ? this.#shown.add(text) : text;
    if (this.#pending.length >= CHUNK) this.flush();
  }

  /** The same for output that may be no text. */
  bytes(content: Uint8Array): void {
    if (this.format !== "text") return;
    if (this.#settings.stdout.isTTY) {
      this.raw(this.#decoder.decode(content, { stream: true }));
      return;
    }
    this.flush();
    this.#wipe();
    this.#settings.stdout.write(content);
  }

  /** One object for programs; nothing with `--output text`. */
  json(value: unknown): void {
    if (this.format === "json") this.#line(JSON.stringify(value));
  }

  /** The same of an object whose text was made before. */
  jsonText(line: string): void {
    if (this.format === "json") this.#line(line);
  }

  /** A whole report in one of the other formats; nothing with text and json. */
  report(text: string): void {
    if (this.format !== "text" && this.format !== "json") this.#line(text);
  }

  /** One value both ways. */
  value<T>(value: T, render: (value: T) => string): void {
    if (this.format === "json") this.json(value);
    else this.text(render(value));
  }

  /** A list both ways: NDJSON, or aligned columns under a heading. */
  list<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    for (const row of rows) this.json(row);
    if (this.format !== "text" || rows.length === 0) return;
    for (const line of alignColumns(rows, columns)) this.text(line);
  }

  /** A remark beside the data, such as a count or the next step. */
  note(line: string): void {
    if (!this.#settings.quiet) this.error(line);
  }

  /** Replaces the last progress at a terminal. In a log what takes long has a line every ten seconds. */
  progress(line: string): void {
    if (this.#settings.quiet) return;
    if (!this.#settings.stderr.isTTY) {
      const now = performance.now();
      if (now - this.#progressLogged < logEvery) return;
      this.#progressLogged = now;
      this.error(line);
      return;
    }
    this.#settings.stderr.write(`\r\u001b[2K${line}`);
    this.#progressShown = true;
  }

  /** A line about what is under way, which stays; shown only to people at a terminal. */
  step(line: string): void {
    if (this.#settings.stderr.isTTY) this.note(line);
  }

  error(line: string): void {
    this.flush();
    this.#wipe();
    this.#settings.stderr.write(`${terminalText(line)}\n`);
  }

  style(style: Style | Style[], text: string): string {
    return this.color ? styleText(style, text, { validateStream: false }) : text;
  }

  /** Writes what was gathered; the frame calls it at the end, followers after each message. */
  flush(): void {
    if (this.#pending === "") return;
    const text = this.#pending;
    this.#pending = "";
    this.#wipe();
    this.#settings.stdout.write(text);
  }

  /**
   * Writes what was gathered and lets the reader take it: a list of millions of lines calls it every few thousand, or it
   * would fill memory, and hear neither of a reader that left nor of Ctrl-C.
   */
  async drained(): Promise<void> {
    this.flush();
    const { stdout } = this.#settings;
    if (!stdout.writableNeedDrain) return setImmediate();
    await new Promise<void>((resolve) => stdout.once?.("drain", resolve));
  }

  #wipe(): void {
    if (this.#progressShown) this.#settings.stderr.write("\r\u001b[2K");
    this.#progressShown = false;
  }

  #line(line: string): void {
    this.#pending += `${line}\n`;
    if (this.#pending.length >= CHUNK) this.flush();
  }
}

/** NO_COLOR wins, then FORCE_COLOR (`0` and `false` mean no), then whether a person looks. */
export function wantsColor(stream: Sink, env: Record<string, string | undefined>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && env.TERM !== "dumb";
}

function alignColumns<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = [
    columns.map((each) => each.title),
    ...rows.map((row) => columns.map((each) => each.value(row))),
  ];
  const widths = columns.map((_, index) =>
    cells.reduce((widest, line) => Math.max(widest, line[index]?.length ?? 0), 0),
  );
  return cells.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

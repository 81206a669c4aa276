// What tasks print, for one screen: as it is for one task, line by line behind its name for several.

export class TaskOutput {
  readonly #write: (text: string) => void;
  /** Null: nothing is added to the output. */
  readonly #widest: number | null;
  /** Lines that have no end yet, by task. */
  readonly #open = new Map<string, string>();

  /** @param tasks Names of those that may print; only one of them leaves its output untouched. */
  constructor(tasks: readonly string[], write: (text: string) => void) {
    this.#write = write;
    this.#widest =
      tasks.length > 1
        ? tasks.reduce((widest, name) => Math.max(widest, Math.min(name.length, 24)), 0)
        : null;
  }

  add(task: string, text: string): void {
    if (this.#widest === null) {
      this.#write(text);
      return;
    }
    const lines = ((this.#open.get(task) ?? "") + text).split("\n");
    this.#open.set(task, lines.pop() ?? "");
    for (const line of lines) this.#line(task, line);
  }

  /** Prints lines that never got an end. */
  end(): void {
    for (const [task, line] of this.#open) if (line !== "") this.#line(task, line);
    this.#open.clear();
  }

  #line(task: string, line: string): void {
    this.#write(`${task.padEnd(this.#widest ?? 0)} | ${line}\n`);
  }
}

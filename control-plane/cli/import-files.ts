// The files of an import against those of the import before and what people have made of them: each is written, left, merged or
// removed.

import { markedConflicts } from "#core/conflict-marks.ts";
import { waveName } from "#core/waves/wave.ts";
import { mergeFile } from "#migrators/merge/file.ts";
import type { Merged } from "#migrators/merge/lines.ts";
import { outcomeOf } from "#migrators/merge/outcome.ts";
import type { WrittenFile } from "#migrators/write.ts";
import type { ImportFolder } from "./import-folder.ts";
import {
  BaseWriter,
  baseFile,
  hashOf,
  readBase,
  recordFile,
  recordText,
  type Written,
} from "./import-record.ts";

/** Drafted by the import and answered by people: once they have, it is theirs. */
const isDrafted = (file: string): boolean =>
  file === "params.yaml" || file === "mapping.yaml" || waveName(file) !== null;

/** What is told of a file that people have had a hand in. */
export interface FileNote {
  file: string;
  /** Of a conflict's marks. */
  line?: number;
  message: string;
}

interface Version {
  file: string;
  /** Where the content is: by an old name before the file has its new one. */
  at: string;
  /** Hash of what the import before has made. */
  base: string | null;
  content: Buffer | null;
}

export class ImportFiles implements AsyncDisposable {
  /** What people must settle. */
  readonly conflicts: FileNote[] = [];
  /** What was left as people have it. */
  readonly left: FileNote[] = [];
  readonly #folder: ImportFolder;
  readonly #before: Written;
  readonly #base: BaseWriter;
  readonly #written: Written = {};
  readonly #merges: (Version & { theirs: string })[] = [];
  readonly #renamed: ReadonlyMap<string, string>;
  readonly #moved = new Set<string>();

  /** @param renamed Pipelines whose files take the place of those by their old names: new → old. */
  constructor(folder: ImportFolder, before: Written, renamed: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#before = before;
    this.#renamed = renamed;
    this.#base = new BaseWriter(folder.fresh);
  }

  /** A file that people may edit. */
  async write({ path: file, text }: WrittenFile): Promise<void> {
    const version = this.#versionOf(file);
    const { base, content } = version;
    const [ours, theirs] = [content && hashOf(content), hashOf(text)];
    if (isDrafted(file) && ours !== null && ours !== base) return;
    const outcome = outcomeOf({ base, ours, theirs });
    if (outcome === "merge") {
      this.#merges.push({ ...version, theirs: text });
      return;
    }
    if (outcome === "write") this.#put(version, text);
    if (outcome === "gone") this.left.push({ file, message: "was removed, and stays so" });
    if (outcome === "edited") this.#tellMarks(file, content);
    await this.#record(file, text, theirs);
  }

  /** One that is the import's alone: whatever is there, it is replaced. */
  async replace({ path: file, text }: WrittenFile): Promise<void> {
    const content = this.#folder.read(file);
    const [ours, theirs] = [content && hashOf(content), hashOf(text)];
    if (ours !== theirs) this.#folder.write(file, text, ours);
    await this.#record(file, text, theirs);
  }

  /** Puts all in place, once each file was written. */
  async commit(): Promise<void> {
    await this.#mergeAll();
    for (const [file, base] of Object.entries(this.#before)) {
      if (Object.hasOwn(this.#written, file) || this.#moved.has(file)) continue;
      const content = this.#folder.read(file);
      const outcome = outcomeOf({ base, ours: content && hashOf(content), theirs: null });
      if (outcome === "remove") this.#folder.remove(file, base);
      if (outcome === "orphan" && !isDrafted(file))
        this.conflicts.push({
          file,
          message: "was edited, and nothing in these files makes it any more: it is yours now",
        });
    }
    await this.#base.end();
    const text = recordText(this.#written);
    // The same texts compressed by another release of Node would differ.
    const isSame = this.#folder.read(recordFile)?.toString() === text;
    if (!isSame || this.#folder.read(baseFile) === null) {
      this.#folder.take(baseFile);
      this.#folder.write(recordFile, text, "any");
    }
    await this.#folder.commit();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#base[Symbol.asyncDispose]();
  }

  /** Of a pipeline with a new name, what is there by the old one. */
  #versionOf(file: string): Version {
    const old = this.#oldPath(file);
    const content = this.#folder.read(file);
    if (old === null) return { file, at: file, base: this.#before[file] ?? null, content };
    this.#moved.add(old);
    const base = this.#before[old] ?? null;
    if (content !== null) return { file, at: file, base, content };
    return { file, at: old, base, content: this.#folder.read(old) };
  }

  /** Of a pipeline's file, or one in its folder. */
  #oldPath(file: string): string | null {
    const [, name = "", rest] = /^pipelines\/([^/]+?)(\.yaml|\/.+)$/.exec(file) ?? [];
    const old = this.#renamed.get(name);
    if (old === undefined || Object.hasOwn(this.#before, file)) return null;
    return `pipelines/${old}${rest}`;
  }

  #put({ file, at, content }: Version, text: string): void {
    const seen = content && hashOf(content);
    this.#folder.write(file, text, at === file ? seen : null);
    if (at !== file && seen !== null) this.#folder.remove(at, seen);
  }

  async #record(file: string, text: string, hash: string): Promise<void> {
    this.#written[file] = hash;
    await this.#base.add(file, text);
  }

  async #mergeAll(): Promise<void> {
    const wanted = new Set(this.#merges.map(({ file }) => this.#oldPath(file) ?? file));
    const bases = await readBase(this.#folder.root, wanted, this.#before);
    for (const { theirs, ...version } of this.#merges) {
      const { file, at, content } = version;
      const base = bases.get(this.#oldPath(file) ?? file);
      if (this.#tellMarks(at, content)) {
        // What it is to be merged with stays what it was.
        if (base !== undefined) await this.#record(at, base, hashOf(base));
        continue;
      }
      const merged = mergeFile(file, base ?? "", content?.toString() ?? "", theirs);
      this.#tellConflicts(file, merged);
      this.#put(version, merged.text);
      await this.#record(file, theirs, hashOf(theirs));
    }
  }

  #tellConflicts(file: string, { conflicts }: Merged): void {
    const message = "was edited here and changed by this import: choose, and take the marks out";
    for (const line of conflicts) this.conflicts.push({ file, line, message });
  }

  /** Whether it has marks of an import before. */
  #tellMarks(file: string, content: Buffer | null): boolean {
    const message = "has a conflict from an import before: choose, and take the marks out";
    const found = markedConflicts(content?.toString() ?? "");
    for (const { from } of found) this.conflicts.push({ file, line: from, message });
    return found.length > 0;
  }
}

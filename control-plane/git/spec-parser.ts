// Reads specs in portions while others still come from Git: here, or many on a thread of their own.

import { hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type EstatePaths, inputsOf } from "#core/estate.ts";
import { type ReadSpecs, readSpecs } from "#core/read-specs.ts";
import type { EstateView } from "./estate-view.ts";
import type { SpecFile, SpecThread } from "./spec-thread.ts";

/** A file as Git hands it over: its content is somebody else's afterwards. */
export interface FreshFile {
  oid: string;
  content: Uint8Array;
}

export interface SpecParser {
  /** Takes a spec, fresh or one whose file the view has, or can read; gives what has been read since. */
  add(path: string, fresh?: FreshFile): Promise<ReadSpecs[]>;
  /** Gives the rest, each portion once it is read: what takes it is at work while the next is. */
  end(): AsyncIterable<ReadSpecs>;
}

/** Some 4 ms of parsing. In between the event loop turns: Postgres gets what was sent to it, and the server answers. */
const specsPerTurn = 32;

export function parserHere(view: EstateView, paths: EstatePaths): SpecParser {
  let portion: string[] = [];
  const parse = async (): Promise<ReadSpecs[]> => {
    const sources = await view.read(portion, paths);
    portion = [];
    await nextTurn();
    return [readSpecs(sources, (text) => hash("sha256", text))];
  };
  return {
    async add(path, fresh) {
      if (fresh) view.know(path, fresh.oid, fresh.content.slice());
      return portion.push(path) < specsPerTurn ? [] : parse();
    },
    async *end() {
      if (portion.length > 0) yield* await parse();
    },
  };
}

const specsPerQuestion = 64;
/** The thread has the next portions at hand when it is done with one. */
const mostOpen = 6;

/** For specs that are fresh or that the view has, as it has every other file that they may be made of. */
export function parserOnThread(
  thread: SpecThread,
  view: EstateView,
  paths: EstatePaths,
  specs: ReadonlySet<string>,
): SpecParser {
  thread.share(
    view.known((path) => !specs.has(path)),
    view.ceilings,
    view.overlays.environment,
  );
  const open: Promise<ReadSpecs>[] = [];
  const portion = new Portion(thread);
  const here = parserHere(view, paths);
  const ask = () => {
    const answer = portion.ask();
    // Whoever waits for it hears of it; until then it must not end the process.
    answer.catch(() => {});
    open.push(answer);
  };
  const take = async (): Promise<ReadSpecs[]> => {
    const read = (await open.shift()) as ReadSpecs;
    const sources = [];
    for (const source of read.sources) sources.push(await view.withHidden(source));
    return [{ ...read, sources }];
  };
  return {
    async add(path, fresh) {
      const content = fresh?.content ?? view.content(path);
      // As where Git has a link in its place.
      if (content === undefined) return here.add(path);
      portion.add({ path, inputs: inputsOf(path, paths), bytes: content.length }, content);
      view.forget(path);
      if (portion.size < specsPerQuestion) return [];
      ask();
      return open.length < mostOpen ? [] : take();
    },
    async *end() {
      if (portion.size > 0) ask();
      while (open.length > 0) yield* await take();
      yield* here.end();
    },
  };
}

/** Specs that are asked for together; each content is copied once, to where it is handed over. */
class Portion {
  readonly #thread: SpecThread;
  #specs: SpecFile[] = [];
  #contents: Uint8Array = new Uint8Array(0);
  #bytes = 0;

  constructor(thread: SpecThread) {
    this.#thread = thread;
  }

  get size(): number {
    return this.#specs.length;
  }

  add(spec: SpecFile, content: Uint8Array): void {
    const end = this.#bytes + content.length;
    if (end > this.#contents.length) {
      const larger = this.#thread.room(this.#bytes === 0 ? end : 2 * end);
      larger.set(this.#contents.subarray(0, this.#bytes));
      this.#contents = larger;
    }
    this.#contents.set(content, this.#bytes);
    this.#bytes = end;
    this.#specs.push(spec);
  }

  ask(): Promise<ReadSpecs> {
    const answer = this.#thread.read(this.#specs, this.#contents);
    this.#specs = [];
    this.#contents = new Uint8Array(0);
    this.#bytes = 0;
    return answer;
  }
}

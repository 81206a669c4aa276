// Reads specs in portions while others still come from Git: here, or many on a thread of their own.

import { hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type EstatePaths, inputsOf } from "#core/estate.ts";
import { type ReadSpecs, readSpecs } from "#core/read-specs.ts";
import type { EstateView } from "./estate-view.ts";
import type { SpecThread } from "./spec-thread.ts";

export interface SpecParser {
  /** Takes a spec whose files the view has, or can read; gives what has been read since. */
  add(path: string): Promise<ReadSpecs[]>;
  /** Gives the rest. */
  end(): Promise<ReadSpecs[]>;
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
    add: async (path) => (portion.push(path) < specsPerTurn ? [] : parse()),
    end: async () => (portion.length === 0 ? [] : parse()),
  };
}

const specsPerQuestion = 64;
/** The thread has the next portions at hand when it is done with one. */
const mostOpen = 6;

/** For specs whose contents the view has, as it has every other file that they may be made of. */
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
  let portion: string[] = [];
  const ask = () => {
    const questions = portion.map((path) => ({
      path,
      inputs: inputsOf(path, paths),
      content: view.content(path) as Uint8Array,
    }));
    const answer = thread.read(questions);
    for (const path of portion) view.forget(path);
    // Whoever waits for it hears of it; until then it must not end the process.
    answer.catch(() => {});
    open.push(answer);
    portion = [];
  };
  const take = async (): Promise<ReadSpecs[]> => {
    const read = (await open.shift()) as ReadSpecs;
    const sources = [];
    for (const source of read.sources) sources.push(await view.withHidden(source));
    return [{ ...read, sources }];
  };
  return {
    async add(path) {
      if (portion.push(path) < specsPerQuestion) return [];
      ask();
      return open.length < mostOpen ? [] : take();
    },
    async end() {
      if (portion.length > 0) ask();
      const rest: ReadSpecs[] = [];
      while (open.length > 0) rest.push(...(await take()));
      return rest;
    },
  };
}

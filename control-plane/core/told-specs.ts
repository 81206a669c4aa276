// Specs that were read, as one text for another thread: a text costs a third of what objects cost that are copied. What
// many have alike, such as parameters and mentioned scripts, is told once in a whole sync, and held once.

import type { PlannedPipeline } from "./plan.ts";
import type { PipelineSource } from "./source.ts";
import { pipelineKeptAsText, saidOf } from "./stored-spec.ts";

/**
 * Of an object: each key and its value. A key is a place in what was told so far; so is the value of one whose bits are
 * turned over, which others may have alike. A third shorter than objects of both.
 */
type Told = unknown[];

/** The source, its pipeline, and facts of it: both null for a source in error. The tasks, nine tenths, its text has. */
type ToldSpec = [source: Told, pipeline: Told | null, facts: Told | null];

interface ToldPortion {
  fresh: unknown[];
  specs: ToldSpec[];
}

export interface SpecTeller {
  /** @param planned Null for a source in error. */
  add(source: PipelineSource, planned: PlannedPipeline | null): void;
  /** What was added since. */
  tell(): string;
}

/** Texts that each spec has its own of, or nearly. */
const ofItsOwn = new Set(["description", "hash", "name", "path"]);
/** Longer ones hardly ever come twice. */
const longestAlike = 2_000;

export function createTeller(): SpecTeller {
  /** Of texts as they are, and of other values as JSON. */
  const [places, placesOfJson] = [new Map<string, number>(), new Map<string, number>()];
  let told = 0;
  let fresh: string[] = [];
  let specs: string[] = [];
  const tell = (json: string): number => {
    fresh.push(json);
    return told++;
  };
  const placeOfText = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    const place = tell(JSON.stringify(text));
    if (text.length <= longestAlike) places.set(text, place);
    return place;
  };
  const placeOf = (value: unknown): number => {
    if (typeof value === "string") return placeOfText(value);
    const json = isEmptyList(value) ? "[]" : JSON.stringify(value);
    const known = placesOfJson.get(json);
    if (known !== undefined) return known;
    const place = tell(json);
    if (json.length <= longestAlike) placesOfJson.set(json, place);
    return place;
  };
  const flat = (whole: object): Told => {
    const pairs: Told = [];
    for (const key in whole) {
      const value = (whole as Record<string, unknown>)[key];
      if (value === undefined) continue;
      const isPlain = value === null || (typeof value !== "object" && typeof value !== "string");
      const place = placeOfText(key);
      if (isPlain || ofItsOwn.has(key)) pairs.push(place, value);
      else pairs.push(~place, placeOf(value));
    }
    return pairs;
  };
  return {
    add({ pipeline, inputs, ...source }, planned) {
      const spec: ToldSpec = [
        // Its own file, which comes first, is its path.
        flat({ ...source, inputs: inputs.slice(1) }),
        pipeline && flat(saidOf(pipeline)),
        planned && flat(factsOf(planned)),
      ];
      // At once: what it was made of need not stay until the last one is read.
      specs.push(JSON.stringify(spec));
    },
    tell() {
      const text = `{"fresh":[${fresh.join()}],"specs":[${specs.join()}]}`;
      fresh = [];
      specs = [];
      return text;
    },
  };
}

/** As half of all values are. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const factsOf = ({ text: _, pipeline: __, name: ___, file: ____, ...facts }: PlannedPipeline) =>
  facts;

export interface HeardSpecs {
  sources: PipelineSource[];
  /** Of the good ones. */
  planned: PlannedPipeline[];
}

/** Takes what one teller tells, in its order. `texts`: how to get the `specText` of each good one. */
export function createHearer(): (told: string, texts: readonly (() => string)[]) => HeardSpecs {
  /** Held by many, so never to be changed; to freeze them would make a plan of 10,000 take 50 ms longer. */
  const known: unknown[] = [];
  const whole = (told: Told): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    for (let at = 0; at < told.length; at += 2) {
      const [key, value] = [told[at] as number, told[at + 1]];
      if (key < 0) made[known[~key] as string] = known[value as number];
      else made[known[key] as string] = value;
    }
    return made;
  };
  return (told, texts) => {
    const { fresh, specs } = JSON.parse(told) as ToldPortion;
    for (const value of fresh) known.push(value);
    const planned: PlannedPipeline[] = [];
    const sources = specs.map(([source, said, facts]): PipelineSource => {
      const one = whole(source) as unknown as PipelineSource;
      const { path } = one;
      one.inputs = [path, ...one.inputs];
      one.pipeline = null;
      if (said === null || facts === null) return one;
      const text = texts[planned.length];
      if (text === undefined) throw new Error(`the text of ${path} was not told`);
      const pipeline = pipelineKeptAsText(whole(said), text);
      const { name } = pipeline;
      if (one.name === name) one.name = name;
      planned.push({ ...whole(facts), name, file: path, pipeline } as PlannedPipeline);
      one.pipeline = pipeline;
      return one;
    });
    return { sources, planned };
  };
}

// Specs that were read, as one text for another thread: a text costs a third of what objects cost that are copied. What
// many have alike, such as parameters and mentioned scripts, is told once in a whole sync, and held once.

import type { PlannedPipeline } from "./plan.ts";
import type { PipelineSource } from "./source.ts";
import { pipelineKeptAsText, saidOf } from "./stored-spec.ts";

/** Of an object: values of its own as they are, and others as places in what was told so far. */
interface Told {
  own: Record<string, unknown>;
  alike: Record<string, number>;
}

interface ToldSpec {
  source: Told;
  /** Null for a source in error. Of the pipeline all but the tasks: they are nine tenths of it, and its text has them. */
  pipeline: Told | null;
  facts: Told | null;
}

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
  const places = new Map<string, number>();
  let told = 0;
  let fresh: string[] = [];
  let specs: string[] = [];
  const placeOf = (value: unknown): number => {
    const text = isEmptyList(value) ? "[]" : JSON.stringify(value);
    const known = places.get(text);
    if (known !== undefined) return known;
    fresh.push(text);
    if (text.length <= longestAlike) places.set(text, told);
    return told++;
  };
  const halves = (whole: object): Told => {
    const [own, alike]: [Told["own"], Told["alike"]] = [{}, {}];
    for (const key in whole) {
      const value = (whole as Record<string, unknown>)[key];
      if (value === undefined) continue;
      const isPlain = value === null || (typeof value !== "object" && typeof value !== "string");
      if (isPlain || ofItsOwn.has(key)) own[key] = value;
      else alike[key] = placeOf(value);
    }
    return { own, alike };
  };
  return {
    add({ pipeline, inputs, ...source }, planned) {
      const spec: ToldSpec = {
        // Its own file, which comes first, is its path.
        source: halves({ ...source, inputs: inputs.slice(1) }),
        pipeline: pipeline && halves(saidOf(pipeline)),
        facts: planned && halves(factsOf(planned)),
      };
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
    for (const key in told.alike) told.own[key] = known[told.alike[key] as number];
    return told.own;
  };
  return (told, texts) => {
    const { fresh, specs } = JSON.parse(told) as ToldPortion;
    for (const value of fresh) known.push(value);
    const planned: PlannedPipeline[] = [];
    const sources = specs.map(({ source, pipeline: said, facts }): PipelineSource => {
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

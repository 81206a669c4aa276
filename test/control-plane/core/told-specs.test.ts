// What one thread tells of specs is what the other hears: the same sources and the same side of a plan.

import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { plannedOf } from "#core/judge.ts";
import { readProject } from "#core/project.ts";
import { createSourceReader } from "#core/source.ts";
import { createHearer, createTeller } from "#core/told-specs.ts";

const sha256 = (text: string) => hash("sha256", text);

const words = fc.constantFrom("orders", "ops", "ünïcode", "a\nb", "x".repeat(3_000));
const spec = fc.record({
  description: words,
  owner: fc.constantFrom("ops", "data"),
  tags: fc.constantFrom({ tier: ["gold"] }, { tier: ["gold"], area: ["eu", "us"] }, {}),
  params: fc.constantFrom(
    {},
    { date: { type: "date" } },
    { batch: { type: "integer", default: 5 } },
  ),
  tasks: fc.constantFrom(
    { a: { run: "./a.sh" } },
    { a: { run: "./a.sh" }, b: { run: "./b.sh", needs: ["a"] } },
    { a: { rnu: "an error" } },
  ),
});

function readAll(specs: readonly object[]) {
  const contents = new Map(
    specs.map((one, n) => [`pipelines/p${n}.yaml`, JSON.stringify({ name: `p${n}`, ...one })]),
  );
  const reader = createSourceReader(
    { content: (path) => contents.get(path) },
    readProject(undefined, { environment: null }),
  );
  return [...contents.keys()].map((path) => {
    const source = reader.read(path, [path]);
    return { source, planned: source.pipeline && plannedOf(path, source.pipeline, sha256) };
  });
}

test("what is heard is what was read, in any portions", () => {
  fc.assert(
    fc.property(
      fc.array(spec, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      (specs, size) => {
        const read = readAll(specs);
        const [teller, hear] = [createTeller(), createHearer()];
        for (let at = 0; at < read.length; at += size) {
          const portion = read.slice(at, at + size);
          for (const { source, planned } of portion) teller.add(source, planned);
          const good = portion.flatMap(({ planned }) => planned ?? []);
          const heard = hear(
            teller.tell(),
            good.map(
              ({ text }) =>
                () =>
                  text as string,
            ),
          );
          expect(heard.sources).toEqual(portion.map(({ source }) => source));
          expect(heard.planned).toEqual(good.map(({ text: _, ...facts }) => facts));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("what several have alike is told once, and held once", () => {
  const read = readAll(
    Array.from({ length: 3 }, () => ({
      tags: { tier: ["gold"] },
      tasks: { a: { run: "./a.sh" } },
    })),
  );
  const [teller, hear] = [createTeller(), createHearer()];
  const told = read.map(({ source, planned }) => {
    teller.add(source, planned);
    return teller.tell();
  });
  expect(told.map((text) => text.includes("gold"))).toEqual([true, false, false]);
  const [first, second] = told.flatMap((text) => hear(text, [() => "{}"]).sources);
  expect(second?.pipeline?.tags).toBe(first?.pipeline?.tags);
});

// Whatever files are called and have in them, and whichever of them are asked for: those that match come back from every kind of
// place as they were, and the others stay where they are.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { filePatternProblem, nameProblem } from "#core/file-pattern.ts";
import { partBytesOf } from "#executors/places/parts.ts";
import { attempt } from "../executor.contract.ts";
import { filesBelow, localPlace, transferUnderTest } from "../transfer-under-test.ts";
import { missing, sides } from "./sides.ts";

/** What file systems, keys of buckets, patterns and shells have a meaning for. */
const odd = ["a b", " a", "a ", "-rf", "%2F", "a+b", "a&b=c?d#e", "[a]{b}", "$HOME", "'\"`;", "~"];
const name = fc
  .oneof(
    fc.constantFrom("a", "b", "ab", ".a", "a.csv", "b.csv", "...", ...odd),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  )
  .filter((text) => nameProblem(text) === null && Buffer.byteLength(text) < 200);

/** None is a file and a folder. */
const tree = fc
  .dictionary(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    { minKeys: 1, maxKeys: 8 },
  )
  .map((files) => {
    const paths = Object.keys(files);
    const isFolder = (path: string) => paths.some((other) => other.startsWith(`${path}/`));
    return Object.fromEntries(Object.entries(files).filter(([path]) => !isFolder(path)));
  });

/** Made of a path, which it matches mostly. */
const patternLike = (path: string) => {
  const parts = path.split("/");
  const wild = (part: string, index: number) =>
    fc.constantFrom(
      ...[part, "*", ".*", "?".repeat(part.length), `${part[0]}*`, `*${part.at(-1)}`],
      ...(index < parts.length - 1 ? ["**"] : []),
    );
  return fc
    .tuple(...parts.map(wild))
    .map((written) => written.join("/"))
    .filter((text) => filePatternProblem(text) === null);
};

const asking = tree.chain((files) =>
  fc.record({
    files: fc.constant(files),
    patterns: fc.array(fc.constantFrom("a", ...Object.keys(files)).chain(patternLike), {
      ...{ minLength: 1, maxLength: 2 },
    }),
  }),
);

/** The same by another way. */
function asked(text: string): RegExp {
  const parts = text.split("/").map((part) => {
    if (part === "**") return "(?:[^./][^/]*/)*";
    const source = part
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]");
    return `${part.startsWith(".") ? "" : "(?!\\.)"}${source}/`;
  });
  return new RegExp(`^${parts.join("").replace(/\/$/, "")}$`);
}

test.for([
  ["local", 100],
  ["sftp", 30],
  ["s3", 30],
] as const)(
  "from a folder by way of %s to a folder",
  { timeout: 120_000 },
  async ([kind, numRuns], context) => {
    const why = missing[kind];
    if (why !== null) return context.skip(why);
    await using it = await transferUnderTest();
    await using side = await sides[kind]();
    const { createTransferExecutor } = await import("#executors/transfer.ts");
    const folders = [it.folder, ...(kind === "local" ? [side.place.path] : [])];
    const localFiles = folders.map((folder) => ({ folder, isWritable: true }));
    await using stack = new AsyncDisposableStack();
    const executor = createTransferExecutor({ localFiles });
    stack.defer(() => executor.close());
    const moved = async (from: typeof side.place, to: typeof side.place, files: string[]) => {
      const action = it.action({ from, to, files, minFiles: 0, after: "delete" });
      const one = attempt(executor, action, { secrets: side.secrets });
      const result = await one.result;
      expect(result, one.output().toString()).toMatchObject({ exitCode: 0 });
      return JSON.parse(result.outputs.names ?? "") as string[];
    };
    let [trip, trips] = [0, 0];
    await fc.assert(
      fc.asyncProperty(asking, async ({ files, patterns }) => {
        trip++;
        const at = join(it.folder, "in", String(trip));
        const back = join(it.folder, "out", String(trip));
        for (const folder of [at, back]) mkdirSync(folder);
        for (const [path, content] of Object.entries(files)) it.put(`in/${trip}/${path}`, content);
        const there = { ...side.place, path: `${side.place.path}/${trip}` };
        const wanted = Object.keys(files)
          .filter((path) => patterns.some((text) => asked(text).test(path)))
          .toSorted((a, b) => (a < b ? -1 : 1));
        trips += wanted.length;
        expect(await moved(localPlace(at), there, patterns)).toEqual(wanted);
        if (wanted.length > 0)
          expect(await moved(there, localPlace(back), patterns)).toEqual(wanted);
        const [left, came] = [filesBelow(at), filesBelow(back)];
        expect(came).toEqual(Object.fromEntries(wanted.map((path) => [path, files[path]])));
        expect({ ...left, ...came }).toEqual(files);
      }),
      { numRuns },
    );
    expect(trips).toBeGreaterThan(numRuns / 4);
    // Nothing half, nothing aside, and no upload that was begun.
    expect(await side.files()).toEqual({});
  },
);

test("a file of any size is divided so that its parts are the whole of it, and as many as a store takes", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 5n * 2n ** 40n }), (bytes) => {
      const size = Number(bytes);
      const partBytes = partBytesOf(size);
      const parts = Math.ceil(size / partBytes);
      expect(parts).toBeLessThanOrEqual(10_000);
      expect(partBytes).toBeGreaterThanOrEqual(5 * 2 ** 20);
      expect(parts * partBytes).toBeGreaterThanOrEqual(size);
      expect((parts - 1) * partBytes).toBeLessThan(Math.max(size, 1));
    }),
  );
});

import { expect, test } from "vitest";
import { PlaceTurns } from "#executors/file/place-turns.ts";
import { eventually } from "#test/support/eventually.ts";

/** Looks that end when the test says so. */
function looks() {
  const turns = new PlaceTurns();
  const open = new Map<string, () => void>();
  const look = (place: string, name: string, signal = new AbortController().signal) =>
    turns.run(place, signal, () => new Promise<void>((resolve) => open.set(name, resolve)));
  return {
    look,
    names: () => [...open.keys()],
    end(name: string) {
      open.get(name)?.();
      open.delete(name);
    },
  };
}

test("four at a time look at one place, and others aren't kept by it", async () => {
  const { look, names, end } = looks();
  const all = ["a", "b", "c", "d", "e"].map((name) => look("one", name));
  const other = look("other", "o");
  await eventually("they look", () => names().length === 5);
  expect(names()).toEqual(["a", "b", "c", "d", "o"]);
  end("b");
  await all[1];
  await eventually("the next one looks", () => names().includes("e"));
  for (const name of names()) end(name);
  await Promise.all([...all, other]);
});

test("who is stopped while it waits for its turn ends at once, and its turn goes to the next one", async () => {
  const { look, names, end } = looks();
  const all = ["a", "b", "c", "d"].map((name) => look("one", name));
  const stop = new AbortController();
  const stopped = look("one", "e", stop.signal);
  const last = look("one", "f");
  stop.abort(new Error("cancelled"));
  await expect(stopped).rejects.toThrow("cancelled");
  end("a");
  await eventually("the last one looks", () => names().includes("f"));
  expect(names()).toEqual(["b", "c", "d", "f"]);
  for (const name of names()) end(name);
  await Promise.all([...all, last]);
});

test("a look that fails ends its turn", async () => {
  const turns = new PlaceTurns();
  const { signal } = new AbortController();
  for (let n = 0; n < 10; n++)
    await expect(turns.run("one", signal, () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
});

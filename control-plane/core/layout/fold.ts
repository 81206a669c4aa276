// How thousands of tasks become some hundred nodes. Tasks are folded by a key, but never around what lies between them: of two on
// a way from the one to the other through another key, each counts more changes of key than the one before, and only those that
// count the same are one. So no fold makes a circle, and each line that is drawn is a need of some task.

export interface Foldable {
  name: string;
  /** The declared name, equal for all instances. */
  group: string;
  /** Indexes of what must finish before it, all smaller. */
  needs: readonly number[];
}

/** Indexes of tasks that stand as one. */
export type Part = readonly number[];

/** Which parts need which, without those that another need implies: places, each before what needs it. */
export interface Parts {
  parts: readonly Part[];
  needs: readonly (readonly number[])[];
}

/** Instances of a declared task. */
export const byGroup = (tasks: readonly Foldable[], members: Part): Part[] =>
  splitBy(ordered(tasks, singles(members)), ([first]) => tasks[first as number]?.group ?? "");

export const singles = (members: Part): Part[] => members.map((one) => [one]);

/** So many parts are shown of what can only be cut through. */
const cuts = 100;

/**
 * At most so many parts, by the first rule that leads there: alike (the same needs, and the same that need them), the same
 * beginning of the name, as long a one as is enough, then both. Where none does, pieces of the order in which they may run.
 */
export function shrunk(tasks: readonly Foldable[], parts: readonly Part[], most: number): Part[] {
  if (parts.length <= most) return [...parts];
  const fits = (some: readonly Part[]) => some.length > 1 && some.length <= most;
  const inOrder = ordered(tasks, parts);
  const alike = byNeighbours(inOrder);
  if (fits(alike)) return alike;
  const named: Part[][] = [];
  for (const some of namings(tasks, inOrder)) {
    if (fits(some)) return some;
    named.push(some);
  }
  for (const some of named) {
    if (some.length <= most) break;
    const both = byNeighbours(ordered(tasks, some));
    if (fits(both)) return both;
  }
  const least = [alike, ...named].filter(({ length }) => length > most).at(-1) ?? parts;
  return cut(least, Math.min(most, cuts));
}

/** By ever shorter beginnings of names. */
function* namings(tasks: readonly Foldable[], inOrder: Parts): Generator<Part[]> {
  const words = new Map(
    inOrder.parts.map((part) => [part, wordsOf(tasks[part[0] as number]?.name ?? "")] as const),
  );
  const longest = [...words.values()].reduce((most, { length }) => Math.max(most, length), 0);
  for (let count = longest; count > 0; count--)
    yield splitBy(inOrder, (part) => (words.get(part) ?? []).slice(0, count).join(" "));
}

const wordsOf = (name: string): string[] => name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function byNeighbours(inOrder: Parts): Part[] {
  const { parts, needs } = inOrder;
  const after = parts.map((): number[] => []);
  for (const [to, list] of needs.entries()) for (const from of list) after[from]?.push(to);
  const keys = new Map(parts.map((part, n) => [part, `${needs[n]}|${after[n]}`]));
  return splitBy(inOrder, (part) => keys.get(part) ?? "");
}

function splitBy({ parts, needs }: Parts, keyOf: (part: Part) => string): Part[] {
  const keys = parts.map(keyOf);
  const changes: number[] = [];
  const made = new Map<string, number[]>();
  for (const [n, list] of needs.entries()) {
    const before = list.map((need) => (changes[need] ?? 0) + (keys[need] === keys[n] ? 0 : 1));
    changes[n] = Math.max(0, ...before);
    const key = `${changes[n]} ${keys[n]}`;
    const members = made.get(key);
    if (members) members.push(...(parts[n] as Part));
    else made.set(key, [...(parts[n] as Part)]);
  }
  return [...made.values()].map((members) => members.sort((a, b) => a - b));
}

/** Pieces of an order in which each comes after what it needs. */
function cut(parts: readonly Part[], most: number): Part[] {
  const size = Math.ceil(parts.length / most);
  return Array.from({ length: Math.ceil(parts.length / size) }, (_, n) =>
    parts
      .slice(n * size, (n + 1) * size)
      .flat()
      .sort((a, b) => a - b),
  );
}

/** Parts each behind those that it needs, else in the order of their first tasks. What isn't in a part doesn't count. */
export function ordered(tasks: readonly Foldable[], parts: readonly Part[]): Parts {
  const partOf = new Map<number, number>();
  for (const [n, members] of parts.entries()) for (const one of members) partOf.set(one, n);
  const needs = parts.map((members, n) => {
    const found = new Set<number>();
    for (const one of members)
      for (const need of tasks[one]?.needs ?? []) {
        const from = partOf.get(need);
        if (from !== undefined && from !== n) found.add(from);
      }
    return found;
  });
  const order = orderOf(parts, needs);
  const place = new Map(order.map((n, at) => [n, at]));
  const placed = order.map(
    (n) => new Set([...(needs[n] ?? [])].map((from) => place.get(from) as number)),
  );
  return {
    parts: order.map((n) => parts[n] as Part),
    needs: placed.map((own) => direct(own, placed)),
  };
}

function orderOf(parts: readonly Part[], needs: readonly ReadonlySet<number>[]): number[] {
  const open = needs.map(({ size }) => size);
  const after = parts.map((): number[] => []);
  for (const [to, list] of needs.entries()) for (const from of list) after[from]?.push(to);
  let ready = open.flatMap((n, at) => (n === 0 ? [at] : []));
  const order: number[] = [];
  while (ready.length > 0) {
    ready.sort((a, b) => (parts[a]?.[0] ?? 0) - (parts[b]?.[0] ?? 0));
    order.push(...ready);
    ready = ready.flatMap((n) =>
      (after[n] ?? []).filter((to) => {
        open[to] = (open[to] ?? 0) - 1;
        return open[to] === 0;
      }),
    );
  }
  return order;
}

/** Without what one of the others needs itself: a `finally` needs all tasks, and is drawn behind the last. */
function direct(from: ReadonlySet<number>, needs: readonly ReadonlySet<number>[]): number[] {
  const implied = new Set<number>();
  for (const one of from) for (const need of needs[one] ?? []) implied.add(need);
  return [...from].filter((one) => !implied.has(one)).sort((a, b) => a - b);
}

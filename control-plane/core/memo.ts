// Answers of a pure function, kept: the specs of an estate say few distinct things, each many times.

/**
 * `answer`, worked out once a text. Callers share what it gives and must not change it.
 * @param most Characters of the texts that are kept: with one too many it starts again, and what is longer by itself is
 *   not kept, so memory stays bounded.
 */
export const memo = <T>(answer: (text: string) => T, most: number): ((text: string) => T) =>
  memoByKey((text) => text, answer, most);

/** The same for other values: those of one key share an answer. @param most Characters of the keys. */
export function memoByKey<A, T>(
  keyOf: (asked: A) => string,
  answer: (asked: A) => T,
  most: number,
): (asked: A) => T {
  const known = new Map<string, T>();
  let characters = 0;
  return (asked) => {
    const key = keyOf(asked);
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as T;
    const made = answer(asked);
    if (key.length > most) return made;
    if (characters + key.length > most) {
      known.clear();
      characters = 0;
    }
    characters += key.length;
    known.set(key, made);
    return made;
  };
}

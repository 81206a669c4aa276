// Answers of a pure function by their text: the specs of an estate say few distinct things, each many times.

/**
 * `answer`, worked out once a text. Callers share what it gives and must not change it.
 * @param most Characters of the texts that are kept: with one too many it starts again, and what is longer by itself is
 *   not kept, so memory stays bounded.
 */
export function memo<T>(answer: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  let characters = 0;
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    const made = answer(text);
    if (text.length > most) return made;
    if (characters + text.length > most) {
      known.clear();
      characters = 0;
    }
    characters += text.length;
    known.set(text, made);
    return made;
  };
}

// Words of a setting as systemd splits them: quotes around whole words, and escapes as in C.

export interface Word {
  value: string;
  /** Written without quotes and escapes: only such a `;` parts commands. */
  isPlain: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{ "\\": "\\", '"': '"', "'": "'", s: " ", ";": ";" },
};

/** Null where a quote isn't closed, or an escape is none or no text. */
export function wordsOf(text: string): Word[] | null {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text[at] as string)) at++;
    if (at === text.length) return words;
    let value = "";
    let isPlain = true;
    let quote = "";
    for (; at < text.length; at++) {
      const character = text[at] as string;
      if (quote === "" && /\s/.test(character)) break;
      if (character === quote) quote = "";
      else if (quote === "" && (character === '"' || character === "'")) {
        quote = character;
        isPlain = false;
      } else if (character === "\\") {
        const escaped = escapeAt(text, at + 1);
        if (escaped === null) return null;
        value += escaped.value;
        at += escaped.length;
        isPlain = false;
      } else value += character;
    }
    if (quote !== "") return null;
    words.push({ value, isPlain });
  }
}

/** Bytes that are no characters of their own make no text. */
function escapeAt(text: string, at: number): { value: string; length: number } | null {
  const simple = escapes[text[at] ?? ""];
  if (simple !== undefined) return { value: simple, length: 1 };
  const coded = /^(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(
    text.slice(at, at + 9),
  );
  if (coded === null) return null;
  const [all, hexadecimal, octal, short, long] = coded;
  const code =
    octal === undefined
      ? Number.parseInt(hexadecimal ?? short ?? long ?? "", 16)
      : Number.parseInt(octal, 8);
  const isByte = hexadecimal !== undefined || octal !== undefined;
  if (code === 0 || code > (isByte ? 0x7f : 0x10_ffff)) return null;
  return { value: String.fromCodePoint(code), length: all.length };
}

// Characters and quoting of JIL: what is a blank, where a keyword stands, and what a value means without its quotes.

export const quote = 34;
const backslash = 92;
export const colon = 58;

/**
 * Space, tab and what files of other origin put in their place: a byte order mark where files were glued, the no-break
 * space of web pages, the end mark of DOS.
 */
export const isBlank = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || code === 160 || code === 0xfeff || code === 26;

export const isLineEnd = (code: number): boolean => code === 10 || code === 13;

/** What comes before and behind the bytes of a blob. */
export const blobStart = "<auto_blobt>";
export const blobEnd = "</auto_blobt>";

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

export const isWord = (code: number): boolean => isLetter(code) || (code >= 48 && code <= 57);

/** No keyword is longer; bounds what is looked back for one. */
export const longestKeyword = 64;

/** First position from `at` on, before `end`, that is no blank. */
export function skipBlanks(text: string, at: number, end: number): number {
  let each = at;
  while (each < end && isBlank(text.charCodeAt(each))) each++;
  return each;
}

/** Position after the last character before `end` that is no blank. */
export function trimEnd(text: string, start: number, end: number): number {
  let each = end;
  while (each > start && isBlank(text.charCodeAt(each - 1))) each--;
  return each;
}

/** The `keyword:` at a position: where its word and where its colon ends; null when there is none. */
export function keywordAt(text: string, at: number, end: number): [number, number] | null {
  if (!isLetter(text.charCodeAt(at))) return null;
  let word = at + 1;
  while (word < end && isWord(text.charCodeAt(word)) && word - at <= longestKeyword) word++;
  const sign = skipBlanks(text, word, end);
  return sign < end && text.charCodeAt(sign) === colon ? [word, sign + 1] : null;
}

export const isQuote = (text: string, at: number): boolean =>
  text.charCodeAt(at) === quote && text.charCodeAt(at - 1) !== backslash;

/** The next quote without a backslash before it; -1 when there is none before `end`. */
export function closingQuote(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++)
    if (text.charCodeAt(at) === quote && text.charCodeAt(at - 1) !== backslash) return at;
  return -1;
}

/** Whether quotes delimit the whole of a trimmed text: the first and last character, and none between. */
export const isQuoted = (text: string): boolean =>
  text.length >= 2 && isQuote(text, 0) && closingQuote(text, 1, text.length) === text.length - 1;

/** A value without the quotes around it and the backslashes of `\"` and `\:`; all other backslashes are its own. */
export function unquoted(written: string): string {
  const quoted = isQuoted(written);
  const inner = quoted ? written.slice(1, -1) : written;
  if (!inner.includes("\\")) return inner;
  const unescaped = inner.replaceAll("\\:", ":");
  return quoted ? unescaped.replaceAll('\\"', '"') : unescaped;
}

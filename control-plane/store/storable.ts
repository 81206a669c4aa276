// Texts as Postgres can keep them: it has no NUL and no half surrogates, and YAML escapes can write both.

/** The text with each such character replaced by U+FFFD; every other text as it is. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");

/** JSON of a value whose texts are all storable: `jsonb` refuses the escapes too. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_, member) => (typeof member === "string" ? storable(member) : member));

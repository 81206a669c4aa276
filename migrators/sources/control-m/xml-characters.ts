// What characters of an attribute's value mean in XML: blanks are spaces, and entities are what they stand for.

const blank = /\r\n|[\t\n\r]/g;
/** XML's own, characters by number, and what is none of them. */
const entity = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;

const named: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" },
};

/** What is between the quotes of a value means; undefined: it has something that only a parser judges. */
export function plainMeaning(written: string): string | undefined {
  let isPlain = true;
  const meaning = written
    .replaceAll(blank, " ")
    .replaceAll(entity, (found, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return named[name] as string;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      if (isCharacter(code)) return String.fromCodePoint(code);
      isPlain = false;
      return found;
    });
  return isPlain ? meaning : undefined;
}

const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 32 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

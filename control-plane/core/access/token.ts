// What a token looks like: `trunkline_ID_SECRET`. Scanners of leaked secrets find it by its beginning; the id may be
// shown, so that people can say which one they mean.

export interface TokenParts {
  id: string;
  secret: string;
}

const idPattern = /^[0-9a-z]{12}$/;
/** 256 bits as base64url. The token of a state folder is `trunkline_` and 43 characters: never taken for one of these. */
const tokenPattern = /^trunkline_([0-9a-z]{12})_([\w-]{43})$/;

export const writeToken = ({ id, secret }: TokenParts): string => `trunkline_${id}_${secret}`;

/** Null for what can't be a token, however it was cut off or bent: nothing needs to be looked up for it. */
export function parseToken(text: string): TokenParts | null {
  const [, id, secret] = tokenPattern.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

export const isTokenId = (text: string): boolean => idPattern.test(text);

/** 12 letters and digits out of 12 random bytes or more: no two alike among millions. */
export const idFrom = (random: Uint8Array): string =>
  Array.from(random.subarray(0, 12), (byte) => alphabet[byte % alphabet.length]).join("");

/** 32 of them, so that no remainder favours any; none that is mistaken for another. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

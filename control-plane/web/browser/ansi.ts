// Colours of a terminal as classes, and nothing else of it: what a log says is text, whatever it says.

export interface Piece {
  text: string;
  /** Names of classes. */
  classes: readonly string[];
}

export interface Style {
  colour: string | null;
  isBold: boolean;
}

export const plain: Style = { colour: null, isBold: false };

const colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences of terminals begin with one
const sequences = /\u001b(?:\[([0-9;:?]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those that would hide or reorder what stands there
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A line in pieces; the style goes on in the next line. */
export function piecesOf(line: string, style: Style): { pieces: Piece[]; style: Style } {
  const pieces: Piece[] = [];
  let [at, now] = [0, style];
  const add = (raw: string) => {
    const text = raw.replaceAll(unseen, "\ufffd");
    if (text !== "") pieces.push({ text, classes: classesOf(now) });
  };
  // What a carriage return draws over is not seen in a terminal either.
  const seen = line.replace(/\r+$/, "").replace(/^.*\r/s, "");
  for (const match of seen.matchAll(sequences)) {
    add(seen.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === "m") now = styled(now, match[1] ?? "");
  }
  add(seen.slice(at));
  return { pieces, style: now };
}

const classesOf = ({ colour, isBold }: Style): string[] => [
  ...(colour === null ? [] : [`ansi-${colour}`]),
  ...(isBold ? ["ansi-bold"] : []),
];

function styled(style: Style, codes: string): Style {
  let now = style;
  const list = codes.split(/[;:]/).map(Number);
  for (let n = 0; n < list.length; n++) {
    const code = list[n] ?? 0;
    if (code === 0) now = plain;
    else if (code === 1) now = { ...now, isBold: true };
    else if (code === 22) now = { ...now, isBold: false };
    else if (code === 39) now = { ...now, colour: null };
    // 256 colours and true colours have numbers of their own, which say nothing of these.
    else if (code === 38 || code === 48) n += list[n + 1] === 5 ? 2 : 4;
    else if (code >= 30 && code <= 37) now = { ...now, colour: colours[code - 30] ?? null };
    else if (code >= 90 && code <= 97) now = { ...now, colour: colours[code - 90] ?? null };
  }
  return now;
}

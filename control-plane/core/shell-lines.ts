// What a shell reads by lines and not by words: comments and the bodies of here-documents.

import { peek, type Reader, refuse, stop } from "./shell-reader.ts";
import { readBackticks, readDollar } from "./shell-words.ts";

/** The bodies of the here-documents of the line that has just ended. */
export function readHereDocuments(reader: Reader): void {
  const documents = reader.pending;
  reader.pending = [];
  for (const { delimiter, stripTabs, isQuoted } of documents) {
    while (reader.position < reader.text.length) {
      const start = reader.position;
      const newline = reader.text.indexOf("\n", start);
      const end = newline === -1 ? reader.text.length : newline;
      const line = reader.text.slice(start, end);
      refuse(reader, start, end, "hereDocument");
      if ((stripTabs ? line.replace(/^\t+/, "") : line) === delimiter) {
        reader.position = Math.min(end + 1, reader.text.length);
        break;
      }
      if (!isQuoted && !closesOnLine(reader, start, end)) {
        stop(reader, "oddHereDocument");
        return;
      }
      reader.position = Math.min(end + 1, reader.text.length);
    }
  }
}

/** Each expansion in a line of an unquoted here-document must end on it: only then all shells see the same body. */
function closesOnLine(reader: Reader, start: number, end: number): boolean {
  if (reader.text[end - 1] === "\\") return false;
  const line: Reader = {
    ...reader,
    text: reader.text.slice(start, end),
    position: 0,
    pending: [],
    verdicts: new Map(),
    stopped: null,
  };
  while (line.position < line.text.length) {
    const character = peek(line);
    if (character === "\\") line.position += 2;
    else if (character === "$" && "({['\"".includes(peek(line, 1) || " ")) {
      if ("'\"".includes(peek(line, 1))) line.position += 2;
      else if (readDollar(line, true) === null) return false;
    } else if (character === "`") {
      if (!readBackticks(line)) return false;
    } else line.position++;
  }
  return line.stopped === null && line.pending.length === 0;
}

export function skipNewline(reader: Reader): boolean {
  if (peek(reader) !== "\n") return false;
  reader.position++;
  readHereDocuments(reader);
  return true;
}

export function skipComment(reader: Reader): boolean {
  if (peek(reader) !== "#") return false;
  const start = reader.position;
  const newline = reader.text.indexOf("\n", start);
  reader.position = newline === -1 ? reader.text.length : newline;
  refuse(reader, start, reader.position, "comment");
  return true;
}

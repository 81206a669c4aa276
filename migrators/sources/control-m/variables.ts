// AutoEdit: `%%` variables in texts. A list of assignments is worked through in order, so that later ones see earlier ones;
// what only a run knows stays as a reference, and what nobody can know is named.

/** What a reference is. `job`: assigned in the job or around it. `server`: a global or of a pool, set on the server. */
export type Reference =
  | { kind: "assigned"; name: string; value: string }
  | { kind: "system"; name: string }
  | { kind: "server"; name: string }
  | { kind: "function"; name: string; arguments: string }
  | { kind: "unknown"; name: string };

/** A text in pieces: plain, or a reference with how it was written. */
export type Piece = { text: string } | { reference: Reference; written: string };

/** Variables that the server sets for each run. Dates with a `$` have four digits of the year: `%%$ODATE` is yyyymmdd, `%%ODATE` yymmdd. */
const system = new Set([
  ...["ODATE", "ODAY", "OMONTH", "OYEAR", "OWDAY", "OJULDAY", "DATE", "DAY", "MONTH", "YEAR"],
  ...["WDAY", "WEEK", "JULDAY", "RDATE", "RDAY", "RMONTH", "RYEAR", "RWDAY", "RJULDAY", "TIME"],
  ...["TIMEID", "JOBNAME", "JOBID", "ORDERID", "RUNCOUNT", "RN", "APPLIC", "APPLGROUP", "GROUP"],
  ...[
    "OWNER",
    "NODEID",
    "SCHEDTAB",
    "SCHED_TABLE",
    "SMART_TABLE",
    "FOLDER_ID",
    "MEMNAME",
    "MEMLIB",
  ],
  ...["MAXRC", "COMPSTAT", "CYCLIC", "RBC", "NEXT", "PREV", "TBLNAME", "GROUP_ORDID", "AVG_TIME"],
  ...["CENT", "OCENT", "RCENT", "POSTCMD", "PRECMD", "BLANK", "AVG_CPU", "APPL_TYPE", "ERRID"],
]);

const functions = new Set(["CALCDATE", "SUBSTR", "PLUS", "MINUS", "GETCAL", "CALCTIME", "WCALC"]);

/** A name, with `\` of a global and `\\POOL\` of a pool before it, `$` of dates with four digits of the year. */
const name = /%%(\\\\[\w$@#-]{1,60}\\|\\)?(\$?[A-Za-z@#_][\w@#$-]{0,80})/y;

/**
 * Takes a text apart. `assigned`: values by name without `%%`, as they stand when the text is used.
 * A dot behind a name that stands before another dot or another name only joins: `%%A..txt` is the value and `.txt`.
 */
export function piecesOf(text: string, assigned: ReadonlyMap<string, string>): Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    name.lastIndex = at;
    const found = text.startsWith("%%", at) ? name.exec(text) : null;
    if (!found) {
      plain += text[at++];
      continue;
    }
    if (plain !== "") pieces.push({ text: plain });
    plain = "";
    const [whole, scope = "", word = ""] = found;
    let end = at + whole.length;
    const reference = referenceOf(scope, word, text.slice(end), assigned);
    if (reference.kind === "function") end += reference.arguments.length;
    // A dot before a name joins; it is no part of the value.
    else if (text[end] === "." && (text[end + 1] === "." || text.startsWith("%%", end + 1))) end++;
    pieces.push({ reference, written: text.slice(at, end) });
    at = end;
  }
  if (plain !== "") pieces.push({ text: plain });
  return pieces;
}

function referenceOf(
  scope: string,
  word: string,
  after: string,
  assigned: ReadonlyMap<string, string>,
): Reference {
  if (scope !== "") return { kind: "server", name: `${scope}${word}` };
  const value = assigned.get(word);
  if (value !== undefined) return { kind: "assigned", name: word, value };
  const bare = word.startsWith("$") ? word.slice(1) : word;
  if (functions.has(bare)) {
    const line = /^[^\r\n]{0,400}/.exec(after)?.[0] ?? "";
    return { kind: "function", name: bare, arguments: line };
  }
  return { kind: system.has(bare) ? "system" : "unknown", name: word };
}

/** Works through assignments in order: what is known of each value is put in, the rest stays as it is written. */
export function assign(
  variables: readonly { name: string; value: string }[],
  inherited: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const known = new Map(inherited);
  for (const { name: written, value } of variables) {
    const plain = written.replace(/^%%/, "");
    const text = substituted(value, known);
    // A chain of assignments could double a text each time.
    known.set(plain, text.length > longest ? value : text);
  }
  return known;
}

const longest = 100_000;

/** A text with the values that are known; other references stay as they are written. */
export function substituted(text: string, known: ReadonlyMap<string, string>): string {
  return piecesOf(text, known)
    .map((piece) =>
      "text" in piece
        ? piece.text
        : piece.reference.kind === "assigned"
          ? piece.reference.value
          : piece.written,
    )
    .join("");
}

/** References of a text that neither the job nor the scheduler's own variables answer, each once. */
export function unresolved(text: string, known: ReadonlyMap<string, string>): string[] {
  const names = piecesOf(text, known).flatMap((piece) =>
    "reference" in piece && ["unknown", "server", "function"].includes(piece.reference.kind)
      ? [`%%${piece.reference.name}`]
      : [],
  );
  return [...new Set(names)];
}

// What jobs of JSON tell a plug-in or a script, as the variables that XML has for it.

import type { LegacyAttribute, Statement } from "#migrators/statement.ts";
import { part } from "./define-parts.ts";
import type { Part } from "./definition.ts";
import { type JsonObject, listOf } from "./json-object.ts";

/** Types with a plug-in that is understood, by its name in XML. */
export const plugIns: Readonly<Record<string, string>> = {
  "Job:FileWatcher:Create": "FileWatch",
  "Job:FileWatcher:Delete": "FileWatch",
  "Job:FileTransfer": "FILE_TRANS",
};

const ofWatcher: Readonly<Record<string, string>> = {
  ...{ Path: "FILE_PATH", SearchInterval: "INT_FILE_SEARCHES", TimeLimit: "TIME_LIMIT" },
  ...{ Iterations: "NUM_OF_ITERATIONS", MinimumSize: "MIN_DET_SIZE", WildCard: "WILDCARD" },
  ...{ StartTime: "START_TIME", StopTime: "STOP_TIME" },
  ...{ MinimumAge: "MIN_AGE", MaximumAge: "MAX_AGE" },
};

/** Members of one pair of files. */
const ofPair: Readonly<Record<string, string>> = {
  ...{ Src: "LPATH", Dest: "RPATH", TransferType: "TYPE", TransferOption: "UPLOAD" },
};
const words: Readonly<Record<string, string>> = {
  ...{ SrcToDest: "1", DestToSrc: "0", Binary: "I", Ascii: "A" },
};

/** Variables of a job with such a plug-in; null where its type has none. */
export function plugInParts({ kind, children }: Statement, object: JsonObject): Part[] | null {
  if (kind === "Job:FileTransfer") return transferParts(children, object);
  if (!Object.hasOwn(plugIns, kind)) return null;
  const type = object.attribute("Type");
  const mode = type
    ? [variable("%%FileWatch-MODE", kind.split(":")[2]?.toUpperCase() ?? "", type)]
    : [];
  const told = object.attributes().flatMap((attribute) => {
    const name = Object.hasOwn(ofWatcher, attribute.name) ? ofWatcher[attribute.name] : null;
    // Sizes have a unit, of which only bytes are understood.
    const value = name === "MIN_DET_SIZE" ? attribute.value.replace(/B$/, "") : attribute.value;
    return name === null ? [] : [variable(`%%FileWatch-${name}`, value, attribute)];
  });
  return [...mode, ...told];
}

/** Members that such a plug-in reads, beside those of any job. */
export const isOfPlugIn = (type: string, name: string): boolean =>
  type === "Job:FileTransfer"
    ? /^ConnectionProfile(Src|Dest)$/.test(name)
    : Object.hasOwn(ofWatcher, name);

function transferParts(children: readonly Statement[], object: JsonObject): Part[] {
  const pairs = children
    .filter(({ name }) => name === "FileTransfers")
    .flatMap((list) => list.children);
  const profiles = ["ConnectionProfileSrc", "ConnectionProfileDest"].map((name) =>
    object.attribute(name),
  );
  const account = profiles.map((each) => each?.value ?? "").join("+");
  return [
    ...profiles.flatMap((from) => (from ? [variable("%%FTP-ACCOUNT", account, from)] : [])),
    ...pairs.flatMap((pair, index) =>
      membersOf(pair).map((attribute) => {
        const { name, value } = attribute;
        const word = Object.hasOwn(ofPair, name) ? ofPair[name] : name.toUpperCase();
        return variable(`%%FTP-${word}${index + 1}`, words[value] ?? value, attribute);
      }),
    ),
  ];
}

const membersOf = ({ attributes, children }: Statement): LegacyAttribute[] => [
  ...attributes,
  ...children.flatMap(membersOf),
];

/** Arguments of a script, which are its `%%PARM1` and so on. */
export function argumentParts(object: JsonObject): Part[] {
  const from = object.attribute("Arguments");
  return from
    ? listOf(from).map((value, index) => variable(`%%PARM${index + 1}`, value, from))
    : [];
}

const variable = (name: string, value: string, from: LegacyAttribute): Part =>
  part(
    "VARIABLE",
    {
      ...{ kind: "VARIABLE", name, text: from.text, place: from.place },
      ...{ attributes: [from], children: [] },
    },
    { NAME: name, VALUE: { value, from } },
  );

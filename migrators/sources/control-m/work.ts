// What a job runs: a command, a script, a file transfer, a watch for a file, nothing, or what only the product can.

import type {
  Command,
  FileWatch,
  Transfer,
  TransferEnd,
  TransferPair,
  Work,
} from "#migrators/legacy/work.ts";
import type { Sourced } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { type Definition, given, partsOf, sourcesOf } from "./definition.ts";

type Settings = ReadonlyMap<string, Sourced<string>>;

/** Types that the operating system runs. */
const plain = new Set(["OS", "OS/390", ""]);

export function workOf(definition: Definition): Work {
  const { fields, kind } = definition;
  const from = sourcesOf(fields, ["TASKTYPE", "APPL_TYPE"]);
  if (kind !== "JOB") return { kind: "group", gates: kind !== "FOLDER" };
  const task = (given(fields, "TASKTYPE") ?? "Job").toLowerCase();
  if (task === "dummy") return { kind: "dummy" };
  const type = given(fields, "APPL_TYPE") ?? "OS";
  const unsupported = (what: string): Work => ({ kind: "unsupported", type: what, from });
  if (/^filewatch$/i.test(type) || task === "filewatch")
    return fileWatch(settingsOf(definition, "%%FileWatch-")) ?? unsupported("FileWatch");
  if (/^file_trans$/i.test(type))
    return transfer(settingsOf(definition, "%%FTP-")) ?? unsupported("FILE_TRANS");
  if (!plain.has(type.toUpperCase())) return unsupported(type);
  if (!["job", "command", "detached"].includes(task)) return unsupported(`TASKTYPE ${task}`);
  return command(definition, task) ?? unsupported("a job without a command or a script");
}

function command({ fields }: Definition, task: string): Work | null {
  const rest: Omit<Command, "text" | "form"> = {
    ...{ kind: "command", shell: null, profile: null, directory: "home" },
    ...{ stdin: null, stdout: null, stderr: null, detached: task === "detached" },
  };
  const script = fields.get("INSTREAM_JCL");
  // A body with USE_INSTREAM_JCL="N" is stale: it isn't what runs.
  if (script && /^[Y1]$/i.test(given(fields, "USE_INSTREAM_JCL") ?? "N"))
    return { ...rest, text: script, form: "script" };
  const line = fields.get("CMDLINE");
  if (line && line.value !== "" && task !== "job") return { ...rest, text: line, form: "line" };
  const member = given(fields, "MEMNAME");
  if (member === null)
    return line && line.value !== "" ? { ...rest, text: line, form: "line" } : null;
  const library = given(fields, "MEMLIB");
  const separator = library?.includes("\\") ? "\\" : "/";
  const path = library === null ? member : `${library.replace(/[\\/]$/, "")}${separator}${member}`;
  return {
    ...rest,
    text: { value: path, from: sourcesOf(fields, ["MEMLIB", "MEMNAME"]) },
    form: "path",
  };
}

/** Variables of a plug-in, by what follows its prefix; a later one of the same name holds. */
function settingsOf(definition: Definition, prefix: string): Settings {
  const found = new Map<string, Sourced<string>>();
  for (const { fields, statement } of partsOf(definition, "VARIABLE")) {
    const name = given(fields, "NAME") ?? "";
    if (!name.toLowerCase().startsWith(prefix.toLowerCase())) continue;
    const value = fields.get("VALUE")?.value ?? "";
    found.set(name.slice(prefix.length).toUpperCase(), { value, from: statement.attributes });
  }
  return found;
}

/** Null: not a number. */
function numeric(settings: Settings, name: string): Sourced<number> | null {
  const found = settings.get(name);
  return found && /^\d{1,9}$/.test(found.value.trim())
    ? { value: Number(found.value), from: found.from }
    : null;
}

function fileWatch(settings: Settings): FileWatch | null {
  const path = settings.get("FILE_PATH");
  const mode = settings.get("MODE")?.value.toUpperCase() ?? "CREATE";
  if (!path || path.value === "" || (mode !== "CREATE" && mode !== "DELETE")) return null;
  return {
    ...{ kind: "fileWatch", path, until: mode === "CREATE" ? "exists" : "deleted" },
    minBytes: numeric(settings, "MIN_DET_SIZE"),
    everySeconds: numeric(settings, "INT_FILE_SEARCHES"),
    stableSeconds: numeric(settings, "INT_FILESIZE_COMPARISON"),
    withinMinutes: numeric(settings, "TIME_LIMIT"),
    continuous: false,
  };
}

function transfer(settings: Settings): Transfer | null {
  const pairs: TransferPair[] = [];
  const valueIn = (name: string): string | null => {
    const text = settings.get(name)?.value.trim() ?? "";
    // Paths with blanks are written in quotes.
    return (/^".+"$/.test(text) ? text.slice(1, -1) : text) || null;
  };
  for (let n = 1; valueIn(`LPATH${n}`) !== null || valueIn(`RPATH${n}`) !== null; n++) {
    const [local, remote] = [valueIn(`LPATH${n}`), valueIn(`RPATH${n}`)];
    const upload = valueIn(`UPLOAD${n}`);
    if (local === null || remote === null || (upload !== "0" && upload !== "1")) return null;
    // One profile is that of the other host; two, joined, are those of both.
    const [first = null, second] = valueIn("ACCOUNT")?.split("+") ?? [];
    const side = (letter: "L" | "R", profile: string | null, path: string): TransferEnd => {
      const host = valueIn(`${letter}HOST`);
      const isHere =
        /^file system$/i.test(valueIn(`CONNTYPE${letter === "L" ? 1 : 2}`) ?? "") ||
        host === "<Agent Host>";
      return isHere ? { host: null, profile: null, path } : { host, profile, path };
    };
    const here = side("L", second === undefined ? null : first, local);
    const there = side("R", second ?? first, remote);
    const afterwards = { 0: "keep", 1: "delete", 3: "move" } as const;
    const option = Number(valueIn(`SRCOPT${n}`) ?? "0");
    if (!(option in afterwards)) return null;
    const type = valueIn(`TYPE${n}`);
    pairs.push({
      source: upload === "1" ? here : there,
      target: upload === "1" ? there : here,
      mode: type === "I" ? "binary" : type === "A" ? "text" : null,
      after: afterwards[option as keyof typeof afterwards],
      overwrite: null,
      from: ofPair(settings, n),
    });
  }
  const told = valueIn("TRANSFER_NUM");
  if (pairs.length === 0 || (told !== null && Number(told) !== pairs.length)) return null;
  return { kind: "transfer", pairs };
}

/** What is of one pair, and for the first what is of all. */
function ofPair(settings: Settings, n: number): LegacyAttribute[] {
  return [...settings].flatMap(([name, { from }]) => {
    const number = /\d+$/.exec(name)?.[0];
    return (number === undefined ? n === 1 : Number(number) === n) ? [...from] : [];
  });
}

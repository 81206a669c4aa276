// What a job runs or watches, on which hosts and as whom.

import type { Command, FileWatch, Input, Redirect, Work } from "#migrators/legacy/work.ts";
import type { Hosts, LegacyVariable, Sourced } from "#migrators/legacy.ts";
import { handFor, handForType } from "./by-hand.ts";
import type { GlobalBlobs } from "./global-blobs.ts";
import { withGlobals } from "./globals.ts";
import type { JobAttributes } from "./job-attributes.ts";
import { transferOf } from "./job-transfer.ts";
import { readJobType } from "./job-types.ts";
import { readList, readNumber, readRedirect, readVariables } from "./values.ts";

/** Global variables that are always the same, by name. */
type Constants = Readonly<Record<string, string>>;

/** @param ofSite Types that the site defined by `insert_job_type`. */
export function workOf(
  attributes: JobAttributes,
  ofSite: ReadonlySet<string>,
  constants: Constants,
  blobs: GlobalBlobs,
): Work {
  const written = attributes.text("job_type");
  const read = readJobType(written?.value ?? "CMD", ofSite);
  const from = written?.from ?? [];
  if ("unknown" in read) {
    const near = read.near === null ? "" : `; did you mean ${read.near}?`;
    attributes.refuse("jil-type-unknown", `there is no job type ${read.unknown}${near}`, from);
    return { kind: "unsupported", type: read.unknown, from };
  }
  if ("unsupported" in read) {
    const said = `jobs of type ${read.unsupported} are not translated`;
    attributes.refuse("jil-type-unsupported", said, from, handForType(read.unsupported));
    return { kind: "unsupported", type: read.unsupported, from };
  }
  for (const attribute of from) attributes.inert(attribute, "jil-type");
  switch (read.type) {
    case "BOX":
      attributes.inertAll(["machine", "command", "profile", "envvars"], "jil-box-ignores");
      return { kind: "group", gates: true };
    case "CMD":
      return commandOf(attributes, constants, blobs);
    case "FW":
      return watcherOf(attributes, constants);
    case "FT":
      return triggerOf(attributes, constants);
    case "FTP":
      return transferOf(attributes, "ftp", constants);
    case "SCP":
      return transferOf(attributes, "scp", constants);
    default:
      return read.type satisfies never;
  }
}

function commandOf(attributes: JobAttributes, constants: Constants, blobs: GlobalBlobs): Work {
  const textOf = (keyword: string) => withGlobals(attributes, attributes.text(keyword), constants);
  const text = textOf("command");
  if (!text) attributes.refuse("jil-attr-missing", "a command job has no command");
  if (text?.from.some((attribute) => attribute.text.includes("\\:"))) {
    const message = "a backslash before a colon is no part of the command";
    attributes.find("jil-lex-escape", message, text.from);
    attributes.assume(text.from, "jil-lex-escape");
  }
  const profile = textOf("profile");
  const command: Command = {
    ...{ kind: "command", form: "line", detached: false, profile, directory: "home" },
    shell: attributes.text("shell"),
    text: text ?? { value: "", from: [] },
    stdin: inputOf(attributes, constants, blobs),
    stdout: redirectOf(attributes, "std_out_file", constants),
    stderr: redirectOf(attributes, "std_err_file", constants),
  };
  return command;
}

/** A file, or the text of the job's own blob or of a global one, which counts as it stands, with all blanks. */
function inputOf(
  attributes: JobAttributes,
  constants: Constants,
  blobs: GlobalBlobs,
): Sourced<Input> | null {
  const named = attributes.text("std_in_file");
  if (named === null || !/^\$\$(?:blob[bt]?|glob)\b/.test(named.value)) {
    const file = withGlobals(attributes, named, constants);
    return file && { value: { file: file.value }, from: file.from };
  }
  const own = named.value === "$$blobt" ? attributes.text("blob_input")?.from.at(-1) : undefined;
  const shared = blobs.get(/^\$\$glob\.(\S+)$/.exec(named.value)?.[1] ?? "");
  if (shared) attributes.assume(named.from, "jil-global-blob");
  const blob = own ?? shared;
  if (blob) return { value: { text: blob.value }, from: [...named.from, blob] };
  const said = "its input is a blob of which the export has no text";
  attributes.refuseKeyword("std_in_file", said, named.from);
  return null;
}

function redirectOf(
  attributes: JobAttributes,
  keyword: string,
  constants: Constants,
): Sourced<Redirect> | null {
  const read = attributes.read(keyword, readRedirect);
  if (!read) return null;
  const { append } = read.value;
  const named = { value: read.value.file, from: read.from };
  const { value: file } = withGlobals(attributes, named, constants);
  if (append === null) {
    attributes.assume(read.from, "jil-std-append");
    attributes.find("jil-std-append", `${keyword} without > or >> is taken to append`, read.from);
  }
  return { value: { file, append: append ?? true }, from: read.from };
}

/** AutoSys looks every minute when nothing else is said. */
const usualInterval = 60;

function watcherOf(attributes: JobAttributes, constants: Constants): FileWatch {
  const everySeconds = attributes.read("watch_interval", readNumber(1));
  return {
    ...watchOf(attributes, "exists", constants),
    everySeconds,
    // Success needs two looks that see the same size.
    stableSeconds: { value: everySeconds?.value ?? usualInterval, from: everySeconds?.from ?? [] },
  };
}

const triggers: Readonly<Record<string, FileWatch["until"]>> = {
  ...{ CREATE: "exists", EXIST: "exists", DELETE: "deleted", NOTEXIST: "deleted" },
  ...{ UPDATE: "changed", EXPAND: "grows", SHRINK: "shrinks" },
};

function triggerOf(attributes: JobAttributes, constants: Constants): FileWatch {
  const type = attributes.text("watch_file_type");
  const until = triggers[type?.value.toUpperCase() ?? "CREATE"];
  if (!until) {
    const said = `file triggers of type ${type?.value} are not translated`;
    attributes.refuse("jil-type-unsupported", said, type?.from);
  }
  const stable = attributes.read("watch_no_change", readNumber(0));
  const continuous = attributes.flag("continuous");
  if (continuous)
    attributes.refuse(
      "jil-type-unsupported",
      "it goes on triggering",
      continuous.from,
      handFor("continuous"),
    );
  const owners = ["watch_file_owner", "watch_file_group", "watch_file_groupname"];
  const more = ["watch_file_change_type", "watch_file_change_value", "watch_file_recursive"];
  for (const keyword of [...owners, ...more, "watch_file_win_user"]) {
    const text = attributes.text(keyword);
    if (text) attributes.refuseKeyword(keyword, `${keyword} is not translated`, text.from);
  }
  const watch = watchOf(attributes, until ?? "exists", constants);
  return {
    ...watch,
    path: { ...watch.path, from: [...watch.path.from, ...(type?.from ?? [])] },
    // The trigger of creation fires for files that come, that of existence for those that are there too.
    stableSeconds: stable && { value: stable.value * 60, from: stable.from },
    continuous: continuous !== null,
  };
}

function watchOf(
  attributes: JobAttributes,
  until: FileWatch["until"],
  constants: Constants,
): FileWatch {
  const path = withGlobals(attributes, attributes.text("watch_file"), constants);
  if (!path) attributes.refuse("jil-attr-missing", "it watches no file");
  return {
    ...{ kind: "fileWatch", path: path ?? { value: "", from: [] }, until, continuous: false },
    minBytes: attributes.read("watch_file_min_size", readNumber(0)),
    ...{ everySeconds: null, stableSeconds: null, withinMinutes: null },
  };
}

/** A list is one run on any of them; one name may be a host or a virtual machine. */
export function hostsOf(attributes: JobAttributes, constants: Constants): Sourced<Hosts> | null {
  const written = withGlobals(attributes, attributes.text("machine"), constants);
  if (!written) return null;
  const { value, from } = written;
  if (value.includes("$$")) return null;
  if (value.startsWith("`")) {
    attributes.refuse("jil-host-computed", "the machine is known only when the job starts", from);
    return null;
  }
  const names = readList(value);
  if ("fault" in names) {
    attributes.refuse("jil-attr-value", `machine: ${names.fault}`, from);
    return null;
  }
  return { value: { names: names.value, mode: names.value.length > 1 ? "any" : "named" }, from };
}

export function environmentOf(attributes: JobAttributes, constants: Constants): LegacyVariable[] {
  return attributes.takeAll("envvars").flatMap((attribute) => {
    const read = readVariables(attribute.value);
    if ("fault" in read) {
      attributes.refuse("jil-attr-value", `envvars: ${read.fault}`, [attribute]);
      return [];
    }
    return read.value.map(({ name, value }) => {
      const written = { value, from: [attribute] };
      return { name, value: withGlobals(attributes, written, constants) };
    });
  });
}

// Reads Git's tree objects and says which of their entries a project may not contain.
// Git and isomorphic-git both hand on whatever a repository holds, so the refusals are made here.

export interface TreeEntry {
  /** Octal text as Git writes it, without leading zeros: `100644`, `40000`. */
  mode: string;
  name: string;
  oid: string;
}

/** A file or folder that is left out of the project; `path` is relative to the repository's root. */
export interface TreeFinding {
  code: TreeFindingCode;
  path: string;
  message: string;
  help: string;
}

export type TreeFindingCode =
  | "git-symlink"
  | "git-submodule"
  | "git-mode"
  | "git-lfs-pointer"
  | "path-unsafe"
  | "path-collision"
  | "tree-too-large";

export const treeMode = "40000";
const fileModes: readonly string[] = ["100644", "100755"];
const knownModes = [...fileModes, treeMode];

const space = 0x20;
/** With a mark of byte order, where a name begins with one: without, it would be the name of another file. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Entries of a raw tree in Git's order. `oidBytes` is 20 for SHA-1 repositories and 32 for SHA-256.
 * Throws for bytes that are no tree: the object store is damaged, the user wrote nothing wrong.
 */
export function parseTree(content: Uint8Array, oidBytes = 20): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < content.length) {
    const modeEnd = content.indexOf(space, at);
    const nameEnd = modeEnd < 0 ? -1 : content.indexOf(0, modeEnd);
    const end = nameEnd + 1 + oidBytes;
    if (nameEnd < 0 || end > content.length) throw new Error(`malformed tree at byte ${at}`);
    entries.push({
      mode: modeOf(content.subarray(at, modeEnd)),
      name: decoder.decode(content.subarray(modeEnd + 1, nameEnd)),
      oid: content.subarray(nameEnd + 1, end).toHex(),
    });
    at = end;
  }
  return entries;
}

/** One text for all entries of a mode: a large tree has tens of thousands. */
function modeOf(bytes: Uint8Array): string {
  const mode = decoder.decode(bytes);
  return knownModes.find((known) => known === mode) ?? mode;
}

const modeRefusals: Record<string, readonly [code: TreeFindingCode, what: string, help: string]> = {
  "120000": [
    "git-symlink",
    "is a symbolic link",
    "Commit a copy of the file, or a script that reads it from its place.",
  ],
  "160000": [
    "git-submodule",
    "is a submodule",
    "Register its repository as a project of its own, or commit its files here.",
  ],
  // Git keeps none of these; a folder on disk may hold them.
  ...Object.fromEntries(
    [
      ["10000", "is a named pipe"],
      ["20000", "is a device"],
      ["60000", "is a device"],
      ["140000", "is a socket"],
    ].map(([mode, what]) => [
      mode,
      ["git-mode", what, "Put an ordinary file in its place, or name it in .gitignore."],
    ]),
  ),
};

const unsafeName = /[\p{Cc}\\\uFFFD]/u;
// Names that some file system reads as `.git`: HFS+ ignores zero-width characters, NTFS trailing dots and spaces.
const gitLike = /^(\.git|git~1)[. ]*(:.*)?$/i;
const ignoredByHfs = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;

const isUnsafe = (name: string): boolean =>
  name === "" ||
  name === "." ||
  name === ".." ||
  name.includes("/") ||
  unsafeName.test(name) ||
  gitLike.test(name.replace(ignoredByHfs, ""));

/** The name under which a case-insensitive, Unicode-normalizing file system would store it. */
const folded = (name: string): string => name.normalize("NFC").toLowerCase();

export const joinPath = (folder: string, name: string): string =>
  folder === "" ? name : `${folder}/${name}`;

/**
 * Splits a tree's entries into those a project may contain and findings for the rest.
 * Of names that differ only in case the first in Git's order stays. `folder` is "" for the root.
 */
export function screenTree(
  folder: string,
  entries: readonly TreeEntry[],
): { accepted: TreeEntry[]; findings: TreeFinding[] } {
  const accepted: TreeEntry[] = [];
  const findings: TreeFinding[] = [];
  const taken = new Map<string, string>();
  for (const entry of entries) {
    const finding = refuse(joinPath(folder, entry.name), entry, taken.get(folded(entry.name)));
    if (finding) {
      findings.push(finding);
    } else {
      accepted.push(entry);
      taken.set(folded(entry.name), entry.name);
    }
  }
  return { accepted, findings };
}

function refuse(path: string, entry: TreeEntry, twin: string | undefined): TreeFinding | null {
  // Quoted as JSON: the name may hold control characters that would act on a terminal.
  const shown = JSON.stringify(path);
  if (isUnsafe(entry.name))
    return {
      code: "path-unsafe",
      path,
      message: `the name ${shown} is not safe on every file system`,
      help: "Rename it: no control characters, backslashes, `..`, `.git` or bytes that are not UTF-8.",
    };
  if (twin !== undefined)
    return {
      code: "path-collision",
      path,
      message: `${shown} and ${JSON.stringify(twin)} beside it differ only in upper and lower case`,
      help: "Rename one of them: they are the same file on a case-insensitive file system.",
    };
  if (entry.mode === treeMode || fileModes.includes(entry.mode)) return null;
  const [code, what, help] = modeRefusals[entry.mode] ?? [
    "git-mode" as const,
    `has the file mode ${JSON.stringify(entry.mode)}`,
    "Commit it again as an ordinary file (mode 100644 or 100755).",
  ];
  return { code, path, message: `${shown} ${what}`, help };
}

/** The pointer format's own limit. */
export const maxPointerBytes = 1024;
const lfsHeader = "version https://git-lfs.github.com/spec/";

/** A finding when a file's content is the pointer that Git LFS leaves in place of it, else null. */
export function findLfsPointer(path: string, content: string | Uint8Array): TreeFinding | null {
  if (content.length < lfsHeader.length || content.length > maxPointerBytes) return null;
  const head = content.slice(0, lfsHeader.length);
  if ((typeof head === "string" ? head : decoder.decode(head)) !== lfsHeader) return null;
  return {
    code: "git-lfs-pointer",
    path,
    message: `${JSON.stringify(path)} is a Git LFS pointer, its content is not in the repository`,
    help: "Commit the file itself (`git lfs untrack`, then add it again), or fetch it within a task.",
  };
}

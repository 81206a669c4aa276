// Names of pipelines and tasks that people would give: after what a job is called, or else what it runs.

const longest = 63;

/** As pipelines may be called: lower-case letters, digits and `-`; null where nothing is left. */
export function slugOf(text: string): string | null {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, longest)
    .replace(/-$/, "");
  return slug === "" ? null : slug;
}

/** As tasks may be called: letters, digits, `-` and `_`, in the case that they are written in. */
export const taskNameOf = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
    .replaceAll(/^[-_]+|-+$/g, "")
    .slice(0, longest) || "task";

/** Gives each a name of its own; who comes later gets a number, whatever has it by itself. */
export class Names {
  readonly #taken: Set<string>;

  /** @param taken What nobody gets. */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  take(wanted: string): string {
    for (let number = 1; ; number++) {
      const tail = number === 1 ? "" : `-${number}`;
      const name = `${wanted.slice(0, longest - tail.length)}${tail}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** Programs that only run another, or stand before it. */
const wrappers: ReadonlySet<string> = new Set(
  "then do else { sudo nice ionice nohup time env exec chronic timeout flock setsid stdbuf cronic".split(
    " ",
  ),
);
const preludes: ReadonlySet<string> = new Set(
  "cd test [ [[ command sleep export source . true : umask ulimit set if elif fi done esac".split(
    " ",
  ),
);
const interpreters = /^(?:ba|da|k|z|c|tc)?sh$|^(?:python|perl|php|ruby|node|java|Rscript)[\d.]*$/;

/** What a command line runs, in a word: `cd /srv && ./bin/backup.sh -a` is `backup`. Null where no word says it. */
export function programOf(command: string): string | null {
  for (const part of command.slice(0, 2_000).split(/&&|\|\||[;|\n]/)) {
    const name = programOfPart(part.trim().split(/\s+/));
    if (name !== null) return name;
  }
  return null;
}

function programOfPart(words: readonly string[]): string | null {
  let isRun = false;
  for (const word of words) {
    const name = baseName(word);
    if (word === "" || /^[A-Za-z_]\w*=/.test(word) || /^[-"'$({!<>\d]/.test(word)) continue;
    if (!isRun && preludes.has(name)) return null;
    if (wrappers.has(name)) continue;
    if (interpreters.test(name)) {
      isRun = true;
      continue;
    }
    if (isRun || slugOf(name) !== null)
      return slugOf(name.replace(/\.(?:sh|py|pl|rb|php|js|jar|R|bash)$/, ""));
  }
  return null;
}

const baseName = (word: string): string => word.replace(/\/+$/, "").split("/").at(-1) ?? "";

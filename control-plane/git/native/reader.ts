// Reads a repository on disk by native git: objects and revisions by `cat-file`, ancestry and history by its own walks.

import { parseCommit } from "../commit.ts";
import { writeRef } from "../objects/refs.ts";
import { type Commit, GitError, type GitReader } from "../source.ts";
import { CatFile } from "./batch.ts";
import { type GitResult, runGit } from "./command.ts";

/** Local reading has no server to wait for: only a damaged repository or a dead disk takes this long. */
const readTimeoutMs = 120_000;

/**
 * `writable` is true for a mirror of ours, where `pin` keeps commits. `forget` lets go of files that are open: those that
 * were removed take room until then.
 */
export function nativeReader(
  gitDir: string,
  writable: boolean,
): GitReader & { forget: () => void } {
  const objects = new CatFile(gitDir);

  const run = (args: string[]): Promise<GitResult> =>
    runGit({ args, gitDir }, { timeoutMs: readTimeoutMs });

  const readCommit = async (oid: string): Promise<Commit> => {
    const object = await objects.one(oid);
    if (object?.type !== "commit") throw missing("commit", oid);
    return parseCommit(oid, object.content);
  };

  return {
    async resolve(revision) {
      // A newline would be a second question.
      if (/[\0\n]/.test(revision) || revision === "") return null;
      const object = await objects.one(`${revision}^{commit}`);
      return object?.type === "commit" ? object.oid : null;
    },

    readCommit,

    async *readObjects(oids) {
      const wanted = [...new Set(oids)];
      let at = 0;
      for await (const object of objects.ask(wanted)) {
        const oid = wanted[at++] as string;
        if (!object || object.type === "tag") throw missing("object", oid);
        yield { oid: object.oid, type: object.type, content: object.content };
      }
    },

    async isAncestor(ancestor, descendant) {
      const { parents } = await readCommit(descendant);
      if ((await objects.one(ancestor))?.type !== "commit") return false;
      // Mostly one merge was made since; asking git takes a process, 10 to 20 ms of a sync of one change.
      if (ancestor === descendant || parents.includes(ancestor)) return true;
      const { code, stderr } = await run(["merge-base", "--is-ancestor", ancestor, descendant]);
      if (code !== 0 && code !== 1) throw damaged(stderr);
      return code === 0;
    },

    async history(tip, paths, limit) {
      if ((await objects.one(tip))?.type !== "commit") throw missing("commit", tip);
      const args = ["rev-list", "--first-parent", `--max-count=${limit}`, tip, "--"];
      const { code, stdout, stderr } = await run([
        ...args,
        ...paths.map((path) => (path === "" ? "." : path)),
      ]);
      if (code !== 0) throw damaged(stderr);
      const oids = stdout
        .toString()
        .split("\n")
        .filter((line) => line !== "");
      const commits: Commit[] = [];
      for (const oid of oids) commits.push(await readCommit(oid));
      return commits;
    },

    async pin(name, oid) {
      if (!writable) return;
      if ((await objects.one(oid))?.type !== "commit") throw missing("commit", oid);
      // Written as git writes it: `update-ref` would be one more process in every sync.
      writeRef(gitDir, `refs/deployed/${name}`, oid);
    },

    async close() {
      objects.close();
    },

    forget: () => objects.rest(),
  };
}

const missing = (kind: string, oid: string): GitError =>
  new GitError("missing", `${kind} ${oid} is not in the repository`);

const damaged = (stderr: string): GitError =>
  new GitError(
    "corrupt",
    `git cannot read the repository: ${stderr.trim()}`,
    "Run `git fsck` in it.",
  );

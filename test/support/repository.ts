// Git repositories for tests, made from a literal: commits, branches, merges, forced pushes, deleted branches.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Content by path; null deletes the file, `{ link }` is a symbolic link, `{ run }` an executable file. */
export type Files = Record<string, string | Uint8Array | null | { link: string } | { run: string }>;

export interface CommitOptions {
  message?: string;
  author?: string;
  /** Seconds since 1970; by default each commit is a minute later than the one before. */
  at?: number;
}

const firstCommitAt = Date.UTC(2026, 0, 1) / 1000;

export class TestRepository implements Disposable {
  /** The working folder; its `.git` is inside. */
  readonly path: string;
  #clock = firstCommitAt;

  constructor(path = mkdtempSync(join(tmpdir(), "trunkline-repository-"))) {
    this.path = path;
    this.git("init", "--quiet", "--initial-branch=main");
  }

  /** Runs git in the repository without any configuration of the machine and returns what it prints. */
  git(...args: string[]): string {
    const when = `${this.#clock} +0000`;
    return execFileSync("git", ["-C", this.path, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_AUTHOR_NAME: "Ada Lovelace",
        GIT_AUTHOR_EMAIL: "ada@example.com",
        GIT_COMMITTER_NAME: "Grace Hopper",
        GIT_COMMITTER_EMAIL: "grace@example.com",
        GIT_AUTHOR_DATE: when,
        GIT_COMMITTER_DATE: when,
      },
    }).trim();
  }

  /** Writes into the working folder without committing. */
  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      if (content === null) {
        rmSync(path, { recursive: true });
        continue;
      }
      mkdirSync(dirname(path), { recursive: true });
      if (typeof content === "string" || content instanceof Uint8Array)
        writeFileSync(path, content);
      else if ("link" in content) symlinkSync(content.link, path);
      else {
        writeFileSync(path, content.run);
        chmodSync(path, 0o755);
      }
    }
  }

  /** Commits the given changes on the current branch and returns the commit's id. */
  commit(files: Files, options: CommitOptions = {}): string {
    this.write(files);
    this.#clock = options.at ?? this.#clock + 60;
    this.git("add", "--all");
    const author = options.author === undefined ? [] : [`--author=${options.author}`];
    const message = options.message ?? "Change";
    this.git("commit", "--quiet", "--allow-empty", "--no-verify", ...author, "-m", message);
    return this.tip();
  }

  tip(revision = "HEAD"): string {
    return this.git("rev-parse", revision);
  }

  /** The tree of a revision. */
  tree(revision = "HEAD"): string {
    return this.git("rev-parse", `${revision}^{tree}`);
  }

  /** Switches to a branch, creating it at the current commit when it is new. */
  branch(name: string): void {
    const exists = this.git("for-each-ref", `refs/heads/${name}`) !== "";
    this.git("switch", "--quiet", ...(exists ? [name] : ["-c", name]));
  }

  deleteBranch(name: string): void {
    this.git("branch", "--quiet", "-D", "--", name);
  }

  /** What a forced push leaves behind: the current branch points to `revision`, the files follow. */
  forceTo(revision: string): void {
    this.git("reset", "--quiet", "--hard", revision);
  }

  merge(branch: string, message: string): string {
    this.#clock += 60;
    this.git("merge", "--quiet", "--no-ff", "-m", message, branch);
    return this.tip();
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A temporary folder that is gone when its scope ends. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "trunkline-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

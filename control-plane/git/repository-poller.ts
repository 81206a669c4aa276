// Looks at one repository for all its projects: one question for the tips of all their branches, however many they are.

import { type Poller, startPoller } from "./poller.ts";
import { GitError, type GitSource } from "./source.ts";

/** A project, as far as its repository matters. */
export interface PolledProject {
  branch: string;
  /** Looks at the project; the source knows the tip already where the whole repository was asked. */
  pass(source: GitSource): Promise<unknown>;
}

export interface RepositoryPollerOptions {
  /**
   * Opened when it is first needed; what it throws is the answer to every question until the next look.
   * @param signal Aborted when the poller was stopped and the server still doesn't answer.
   */
  open: (signal: AbortSignal) => Promise<GitSource>;
  everyMs: number;
  onError: (error: unknown) => void;
}

export class RepositoryPoller {
  readonly #options: RepositoryPollerOptions;
  readonly #projects = new Map<string, PolledProject>();
  readonly #poller: Poller;
  readonly #ended = new AbortController();
  #source: GitSource | null = null;

  constructor(options: RepositoryPollerOptions) {
    this.#options = options;
    const { everyMs, onError } = options;
    this.#poller = startPoller({ everyMs, onError, pass: () => this.#passAll() });
  }

  get size(): number {
    return this.#projects.size;
  }

  add(name: string, project: PolledProject): void {
    this.#projects.set(name, project);
  }

  remove(name: string): void {
    this.#projects.delete(name);
  }

  /** Looks at all its projects now. */
  look(): Promise<void> {
    return this.#poller.now(() => this.#passAll());
  }

  /** Work with the source after the look under way, if any. */
  now<T>(work: (source: GitSource) => Promise<T>): Promise<T> {
    return this.#poller.now(async () => work(await this.open().catch(unopened)));
  }

  /** No look begins any more; the one under way ends as it should, unless it waits for a server. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#ended.abort(), patienceMs);
    await this.#poller.stop();
    clearTimeout(timer);
  }

  /** Once nobody reads the source any more. */
  async close(): Promise<void> {
    await this.#source?.close();
  }

  /** The source itself, without a question to a server. */
  async open(): Promise<GitSource> {
    this.#source ??= await this.#options.open(this.#ended.signal);
    return this.#source;
  }

  async #passAll(): Promise<void> {
    if (this.#projects.size === 0) return;
    const branches = [...new Set([...this.#projects.values()].map(({ branch }) => branch))];
    const source = await this.#asked(branches);
    // One after the other: they share a mirror, and what is fetched for one is there for the next.
    for (const project of [...this.#projects.values()])
      await project.pass(source).catch(this.#options.onError);
  }

  /** The source as of one question: who asks for a tip hears the same, and each branch is fetched once. */
  async #asked(branches: readonly string[]): Promise<GitSource> {
    try {
      const source = await this.open();
      const tips = await source.remoteTips(branches);
      const fetched = new Map<string, Promise<string>>();
      return {
        ...source,
        remoteTip: async (branch) => tips.get(branch) ?? null,
        fetch: (branch) => fetched.getOrInsertComputed(branch, () => source.fetch(branch)),
      };
    } catch (error) {
      return unopened(error);
    }
  }
}

/** How long a stop waits for a server. */
export const patienceMs = 2_000;

/** Nobody needs to wait for a server's silence twice. */
function unopened(error: unknown): GitSource {
  if (!(error instanceof GitError)) throw error;
  const fail = () => Promise.reject(error);
  return {
    ...{ transport: "native", remoteTip: fail, remoteTips: fail, fetch: fail, fetchChange: fail },
    ...{
      resolve: fail,
      readCommit: fail,
      isAncestor: fail,
      history: fail,
      pin: fail,
      close: async () => {},
    },
    readObjects: () => {
      throw error;
    },
  };
}

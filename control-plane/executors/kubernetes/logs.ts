// The output of a pod, line by line, each once: with times, so that a broken connection is taken up where it was.

import type { LiveAttempt } from "../in-process.ts";
import { type Cluster, ClusterRefused } from "./cluster.ts";
import { containerOfPod } from "./job.ts";

/** Of one line; what is longer is cut. */
const maxLine = 1024 * 1024;

export class PodLogs {
  readonly #cluster: Cluster;
  readonly #pod: string;
  readonly #live: LiveAttempt;
  /** The second of the newest line, and how many lines of that second were shown. */
  #second = "";
  #shownOfSecond = 0;

  constructor(cluster: Cluster, pod: string, live: LiveAttempt) {
    this.#cluster = cluster;
    this.#pod = pod;
    this.#live = live;
  }

  /** Follows the output. Answers whether there is no more; false where the connection is lost, or there is nothing yet. */
  async follow(): Promise<boolean> {
    const { signal } = this.#live;
    const query = {
      ...{ container: containerOfPod, follow: "true", timestamps: "true" },
      // The API counts whole seconds: lines of that second come again, and are passed over.
      ...(this.#second === "" ? {} : { sinceTime: `${this.#second}Z` }),
    };
    const path = `${this.#cluster.path("pods", this.#pod)}/log`;
    let skip = this.#shownOfSecond;
    try {
      const body = await this.#cluster.stream(path, { query, signal });
      for await (const line of lines(body ?? [])) {
        const [, second = "", text = ""] =
          /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) ?(.*)$/s.exec(line) ?? [];
        if (second === "") {
          await this.#live.print(`${line}\n`);
          continue;
        }
        if (skip > 0) {
          skip--;
          continue;
        }
        await this.#live.print(`${text}\n`);
        if (second > this.#second) {
          this.#second = second;
          this.#shownOfSecond = 0;
        }
        // One that is older than the line before it would not come again.
        if (second === this.#second) this.#shownOfSecond++;
      }
      return true;
    } catch (error) {
      signal.throwIfAborted();
      // 404: its pod is gone, and the output with it.
      return error instanceof ClusterRefused && error.status === 404;
    }
  }
}

/** Whole lines; a last one that is not ended counts only where the output is over. */
async function* lines(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const parts = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = (parts.pop() ?? "").slice(0, maxLine);
    for (const part of parts) yield part.slice(0, maxLine);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

// Requests for runs under chaos: each has a key and is repeated, at whichever server answers, until one has answered.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiClient, connectApi } from "#api/client.ts";
import type { ChaosRequest } from "./chaos-facts.ts";

/** A frozen server takes the connection and says nothing. */
const answerMs = 5_000;

export class ChaosRequests {
  readonly #states: readonly string[];
  readonly answered: ChaosRequest[] = [];
  readonly #open = new Set<Promise<void>>();
  #asked = 0;
  #turn = 0;

  /** @param states state folders of the servers. */
  constructor(states: readonly string[]) {
    this.#states = states;
  }

  /** Asks for one more run; `settled` waits for its answer. */
  ask(pipeline: string): void {
    const key = `chaos-${this.#asked++}`;
    const asking = this.#until(async (api) => {
      const { run } = await api.startRun(pipeline, { dedupKey: key });
      this.answered.push({ key, run: run.id });
    });
    this.#open.add(asking);
    void asking.finally(() => this.#open.delete(asking));
  }

  emit(project: string, name: string): Promise<void> {
    return this.#until((api) => api.change(project, { emit: [{ name, date: "static" }] }));
  }

  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  /** One server after the other, until one answers. */
  async #until(request: (api: ApiClient) => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        return void (await request(this.#api()));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  #api(): ApiClient {
    const state = this.#states[this.#turn++ % this.#states.length] as string;
    const read = (name: string) => readFileSync(join(state, name), "utf8").trim();
    const signal = AbortSignal.timeout(answerMs);
    return connectApi({ url: JSON.parse(read("server.json")).url, token: read("token"), signal });
  }
}

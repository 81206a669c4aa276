// Begins a run on a host or adopts the one that an earlier attempt began, and follows it to its end: a connection that
// breaks on the way is opened again, and what was seen already is not asked for twice.

import { randomUUID } from "node:crypto";
import type { SshAction } from "#core/action.ts";
import { submissionKey } from "../connector/key.ts";
import type { AttemptRequest, ExternalRun } from "../executor.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { onAbort, reason, sleep } from "../stop.ts";
import { endText, followText, hostCommand } from "./host-text.ts";
import { type HostWord, hostWords, NotOurs } from "./host-words.ts";
import { LoginRefused, openSshSession, type SshSession, type SshSettings } from "./session.ts";

export interface SshLimits {
  /** For how long a host may not be reached before the attempt gives up; the next one goes on. Milliseconds. */
  unknownMs: number;
  /** Before the first further try; doubled with each, up to half a minute. Milliseconds. */
  pauseMs: number;
}

export const sshLimits: SshLimits = { unknownMs: 15 * 60_000, pauseMs: 1_000 };
const longestPauseMs = 30_000;
/** For clearing away, which nobody waits for longer. */
const clearMs = 10_000;

export interface SshAttempt extends AttemptRequest<SshAction> {
  judge: SshSettings["judge"];
  limits: SshLimits;
  /** All variables of the task. */
  variables: Readonly<Record<string, string>>;
}

export type HostEnd = Extract<HostWord, { kind: "end" }>;

/** What is recorded of it. `begun`: the host has said so. */
interface Marked {
  key: string;
  begun: boolean;
}

const recorded = ({ key, begun }: Marked): ExternalRun => ({ key, begun: begun ? "yes" : null });

/** A run on a host, as one attempt knows it. */
export class HostRun {
  readonly #attempt: SshAttempt;
  readonly #over: () => void;
  #marked: Marked = { key: "", begun: false };
  /** Whether the host may have something of it. */
  #isSent = false;
  #seen = 0;
  #isShown = false;

  /** @param over called when nothing of it runs, or ever will */
  constructor(attempt: SshAttempt, over: () => void) {
    this.#attempt = attempt;
    this.#over = over;
  }

  /** @throws TaskFailure for what a further attempt can't mend, Error for the rest, and the signal's reason */
  async untilEnd(live: LiveAttempt): Promise<HostEnd> {
    await this.#mark(live);
    const { limits } = this.#attempt;
    let pauseMs = limits.pauseMs;
    let knownAt = performance.now();
    for (;;) {
      const seen = this.#seen;
      try {
        return await this.#once(live, () => {
          knownAt = performance.now();
        });
      } catch (error) {
        live.signal.throwIfAborted();
        if (!this.#isSent) this.#over();
        if (final.some((one) => error instanceof one)) throw error;
        const isTooLong = performance.now() - knownAt > limits.unknownMs;
        if (!this.#isSent || isTooLong) throw error;
        if (this.#seen > seen) pauseMs = limits.pauseMs;
        await live.print(`${upper(reason(error))}; asking again in ${pauseMs / 1_000} s.\n`);
        await sleep(pauseMs, live.signal);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  /** Ends it with all that it started, and waits for that. Answers whether it is known to be over. */
  async cancel(graceMs: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#isSent) return true;
    for (let pauseMs = 200; ; pauseMs *= 2) {
      try {
        const session = await openSshSession(this.#settings(signal));
        try {
          return (await this.#end(session, "cancel", graceMs)) === "over";
        } finally {
          session.close();
        }
      } catch (error) {
        if (signal.aborted || final.some((one) => error instanceof one)) return false;
        await sleep(pauseMs, signal).catch(() => {});
      }
    }
  }

  /** On record before it is sent: whoever comes next looks for it by its key. */
  async #mark(live: LiveAttempt): Promise<void> {
    const { external, env, runId, task } = this.#attempt;
    const earlier = await external.earlier();
    live.signal.throwIfAborted();
    if (earlier.open !== null) {
      this.#marked = { key: earlier.open.key ?? "", begun: earlier.open.begun === "yes" };
      this.#isSent = true;
    } else {
      const text = env.TRUNKLINE_IDEMPOTENCY_KEY ?? `${runId}/${task}`;
      const key = submissionKey(earlier.over === 0 ? text : `${text}/${earlier.over + 1}`);
      this.#marked = { key, begun: false };
    }
    await external.submitted(recorded(this.#marked));
  }

  async #once(live: LiveAttempt, known: () => void): Promise<HostEnd> {
    const { action, variables } = this.#attempt;
    const { key, begun } = this.#marked;
    const nonce = randomUUID();
    const text = followText({
      ...{ key, nonce, mode: begun ? "adopt" : "begin", from: this.#seen },
      ...{ script: action.script, env: variables, folder: action.workingDirectory ?? "" },
    });
    const session = await openSshSession(this.#settings(live.signal));
    try {
      this.#isSent = true;
      for await (const word of answers(session, text, nonce)) {
        known();
        const end = await this.#take(word, live);
        if (end === null) continue;
        // How it ended is kept there, so nothing is lost if this is cut off.
        const limit = AbortSignal.timeout(clearMs);
        const stopListening = onAbort(limit, () => session.close());
        await this.#end(session, "clear", 0).catch(() => {});
        stopListening();
        this.#over();
        return end;
      }
      session.gone.throwIfAborted();
      throw new Error("the host ended the connection");
    } finally {
      session.close();
    }
  }

  async #take(word: HostWord, live: LiveAttempt): Promise<HostEnd | null> {
    const { connectionName, connection } = this.#attempt.action;
    switch (word.kind) {
      case "begun":
      case "adopted":
        await this.#began(word.kind, live);
        return null;
      case "data":
        await live.write(word.bytes);
        this.#seen = word.at + word.bytes.length;
        return null;
      case "gap":
        await live.print(`\n… ${word.to - word.from} bytes omitted on the host …\n`);
        this.#seen = word.to;
        return null;
      case "end":
        return word;
      case "failed":
        this.#over();
        throw new Given(`It can't be begun on ${connectionName}: ${word.text}`);
      case "elsewhere":
        throw new Given(
          `It was begun on the machine ${word.text}, and ${connection.host} leads to another now`,
        );
      case "missing":
        throw new TaskFailure(
          `${connectionName} has no trace of the run that an earlier attempt began there (~/.trunkline/runs/${this.#marked.key}): ` +
            "its folder was removed, or the name leads to another machine now. Whether it ran to its end is not known, so it is " +
            "not begun again; look there, then rerun the task.",
          { mayRetry: false },
        );
      case "gone":
        this.#over();
        throw new Given(
          `It was ended on ${connectionName} with what watched over it, by a restart of the host or by force; how far it got is not known`,
        );
      case "unknown":
        throw new Given(`${connectionName} doesn't say whether it was begun`);
      case "still":
      case "over":
      case "runs":
        return null;
      default:
        return word satisfies never;
    }
  }

  async #began(how: "begun" | "adopted", live: LiveAttempt): Promise<void> {
    const { action, external } = this.#attempt;
    if (!this.#marked.begun) {
      this.#marked.begun = true;
      await external.submitted(recorded(this.#marked));
    }
    if (this.#isShown) return;
    this.#isShown = true;
    await live.print(
      how === "begun"
        ? `Begun on ${action.connectionName}.\n`
        : `Begun on ${action.connectionName} already: going on with it.\n`,
    );
  }

  async #end(session: SshSession, act: "cancel" | "clear", graceMs: number): Promise<string> {
    const nonce = randomUUID();
    const text = endText({ key: this.#marked.key, nonce, act, graceMs });
    for await (const word of answers(session, text, nonce)) return word.kind;
    throw new Error("the host ended the connection");
  }

  #settings(signal: AbortSignal): SshSettings {
    const { action, secrets, judge, refusal = null } = this.#attempt;
    const { connectionName: name, connection } = action;
    return { name, connection, secrets, judge, refusal, signal };
  }
}

/** What is known of a run and no further question of this attempt would change. */
class Given extends Error {}

const final = [Given, TaskFailure, NotOurs, LoginRefused];

/** What one text that is run on the host says. */
async function* answers(
  session: SshSession,
  text: string,
  nonce: string,
): AsyncGenerator<HostWord> {
  const channel = await session.exec(hostCommand);
  // What a login shell complains of; nothing of the run's own comes this way.
  channel.stderr.resume();
  const stopListening = onAbort(session.gone, () => channel.destroy());
  try {
    channel.end(text);
    yield* hostWords(channel, nonce);
  } catch (error) {
    session.gone.throwIfAborted();
    throw error;
  } finally {
    stopListening();
    channel.destroy();
  }
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

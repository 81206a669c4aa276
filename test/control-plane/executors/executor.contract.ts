// What every executor promises the engine; each implementation's test runs this suite with its own actions.

import { describe, expect, test } from "vitest";
import type { Action } from "#core/action.ts";
import type { AttemptRequest, AttemptResult, Executor } from "#executors/executor.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { eventually } from "#test/support/eventually.ts";

/** How an implementation says the same things in its own kind of action. */
export interface ExecutorUnderTest<A extends Action> {
  executor: Executor<A>;
  succeeds: A;
  fails: A;
  /** Prints `text`, among other things perhaps, and succeeds. */
  prints: (text: string) => A;
  /** Prints `started`, then works for minutes. */
  lasts: A;
  /** Can't be started because of the system it needs. */
  broken: Pick<AttemptRequest<A>, "action"> & Partial<AttemptRequest<A>>;
  /** Gives the output `rows=42`, or `given`. */
  gives: A;
  given?: Record<string, string>;
  /** How many of what `lasts` began are still at work, wherever that is. */
  running: () => number | Promise<number>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

/** One that starts runs in another system, which go on without their worker. */
export interface ElsewhereUnderTest<A extends Action> {
  executor: Executor<A>;
  /** Starts a run there, prints `started` and waits for its end. */
  starts: A;
  /** Ends the newest run there. */
  end: (how: "well" | "badly") => void;
  /** How many were started. */
  started: () => number;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export interface Collected {
  result: Promise<AttemptResult>;
  /** All output so far. */
  output: () => Buffer;
  /** Resolves when the output contains the text. */
  printed: (text: string) => Promise<void>;
  abort: (reason: string) => void;
}

let runs = 0;

/** Runs one attempt with harmless settings, and collects its output. */
export function attempt<A extends Action>(
  executor: Executor<A>,
  action: A,
  settings: Partial<AttemptRequest<A>> = {},
): Collected {
  const chunks: Uint8Array[] = [];
  const abort = new AbortController();
  const waiting: { text: string; resolve: () => void }[] = [];
  const output = () => Buffer.concat(chunks);
  const look = () => {
    for (const { text, resolve } of waiting) if (output().includes(text)) resolve();
  };
  const request: AttemptRequest<A> = {
    runId: `run${++runs}`,
    task: "task",
    attempt: 1,
    action,
    values: valuesWith(),
    secrets: {},
    external: new RecordedRuns(),
    env: {},
    runAs: null,
    timeoutMs: null,
    tree: null,
    onOutput: (bytes) => {
      chunks.push(bytes.slice());
      look();
    },
    signal: abort.signal,
    ...settings,
  };
  return {
    result: executor.run(request),
    output,
    printed: (text) =>
      new Promise((resolve) => {
        waiting.push({ text, resolve });
        look();
      }),
    abort: (reason) => abort.abort(reason),
  };
}

export function executorContract<A extends Action>(
  name: string,
  create: () => Promise<ExecutorUnderTest<A>>,
): void {
  describe(`${name} keeps the contract of executors`, () => {
    test("success has exit code 0 and nothing to explain", async () => {
      await using it = await create();
      const result = await attempt(it.executor, it.succeeds).result;
      expect(result).toMatchObject({ ending: "exited", exitCode: 0, message: null, outputs: {} });
    });

    test("failure has a code and a sentence", async () => {
      await using it = await create();
      const result = await attempt(it.executor, it.fails).result;
      expect(result.ending).toBe("exited");
      expect(result.exitCode).not.toBe(0);
      expect(result.message).toMatch(/\S+\.$/);
    });

    test("all output was handed over when the attempt resolves", async () => {
      await using it = await create();
      const one = attempt(it.executor, it.prints("grüß dich"));
      await one.result;
      expect(one.output().toString()).toContain("grüß dich");
    });

    test("waits for a slow taker of output", async () => {
      await using it = await create();
      const first = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      let settled = false;
      const { result } = attempt(it.executor, it.prints("text"), {
        onOutput: () => {
          first.resolve();
          return gate.promise;
        },
      });
      const done = result.finally(() => {
        settled = true;
      });
      await first.promise;
      await attempt(it.executor, it.succeeds).result;
      expect(settled).toBe(false);
      gate.resolve();
      expect((await done).exitCode).toBe(0);
    });

    test("output that can't be stored is the system's fault", async () => {
      await using it = await create();
      const { result } = attempt(it.executor, it.lasts, {
        onOutput: () => Promise.reject(new Error("no space left")),
      });
      expect(await result).toMatchObject({
        ending: "error",
        message: expect.stringContaining("no space left"),
      });
    });

    test("gives the outputs that the task wrote", async () => {
      await using it = await create();
      const result = await attempt(it.executor, it.gives).result;
      expect(result.outputs).toMatchObject(it.given ?? { rows: "42" });
    });

    test.each(["cancelled", "drained", "lost"])("stops when the signal says %s", async (why) => {
      await using it = await create();
      const one = attempt(it.executor, it.lasts);
      await one.printed("started");
      one.abort(why);
      expect(await one.result).toMatchObject({
        ending: "cancelled",
        message: expect.stringMatching(/\.$/),
      });
      await eventually("nothing of it runs", async () => (await it.running()) === 0);
    });

    test("does nothing when it is aborted before it starts", async () => {
      await using it = await create();
      const one = attempt(it.executor, it.lasts, { signal: AbortSignal.abort("cancelled") });
      expect((await one.result).ending).toBe("cancelled");
      expect(one.output()).toHaveLength(0);
    });

    test("a lost attempt ends even though nobody takes its output any more", async () => {
      await using it = await create();
      const abort = new AbortController();
      const printed = Promise.withResolvers<void>();
      const { result } = attempt(it.executor, it.lasts, {
        signal: abort.signal,
        onOutput: () => {
          printed.resolve();
          return new Promise(() => {});
        },
      });
      await printed.promise;
      abort.abort("lost");
      expect((await result).ending).toBe("cancelled");
    });

    test("ends what takes too long", async () => {
      await using it = await create();
      const result = await attempt(it.executor, it.lasts, { timeoutMs: 100 }).result;
      expect(result).toMatchObject({
        ending: "timedOut",
        message: expect.stringContaining("0.1 s"),
      });
      await eventually("nothing of it runs", async () => (await it.running()) === 0);
    });

    test("what can't be started is an error, not a failure of the task", async () => {
      await using it = await create();
      const result = await attempt(it.executor, it.broken.action, it.broken).result;
      expect(result).toMatchObject({ ending: "error", message: expect.stringMatching(/\.$/) });
    });

    test("attempts don't mix", async () => {
      await using it = await create();
      const many = Array.from({ length: 20 }, (_, n) => attempt(it.executor, it.prints(`<${n}>`)));
      for (const [n, one] of many.entries()) {
        expect((await one.result).exitCode).toBe(0);
        expect(one.output().toString().match(/<\d+>/g)).toEqual([`<${n}>`]);
      }
    });

    test("killAll ends what runs, and later attempts run", async () => {
      await using it = await create();
      const one = attempt(it.executor, it.lasts);
      await one.printed("started");
      await it.executor.killAll();
      expect(["cancelled", "error"]).toContain((await one.result).ending);
      await eventually("nothing of it runs", async () => (await it.running()) === 0);
      expect((await attempt(it.executor, it.succeeds).result).exitCode).toBe(0);
    });

    test("close ends what still runs, and nothing starts afterwards", async () => {
      await using it = await create();
      const one = attempt(it.executor, it.lasts);
      await one.printed("started");
      await it.executor.close();
      expect((await one.result).ending).toBe("cancelled");
      expect((await attempt(it.executor, it.succeeds).result).ending).toBe("cancelled");
    });
  });
}

/** What an executor promises of runs in other systems. Others have nothing to adopt: what they start ends with them. */
export function adoptionContract<A extends Action>(
  name: string,
  create: () => Promise<ElsewhereUnderTest<A>>,
): void {
  describe(`${name} adopts what goes on elsewhere`, () => {
    test("what a lost attempt started elsewhere is adopted, not started again", async () => {
      await using it = await create();
      const { starts, end, started } = it;
      const external = new RecordedRuns();
      const lost = attempt(it.executor, starts, { external });
      await lost.printed("started");
      lost.abort("lost");
      expect((await lost.result).externalOver).toBeUndefined();
      const next = attempt(it.executor, starts, { external, attempt: 2 });
      end("well");
      expect(await next.result).toMatchObject({ ending: "exited", exitCode: 0 });
      expect(started()).toBe(1);
    });

    test("what failed elsewhere is started again by the next attempt", async () => {
      await using it = await create();
      const { starts, end, started } = it;
      const external = new RecordedRuns();
      const failed = attempt(it.executor, starts, { external });
      await failed.printed("started");
      end("badly");
      expect(await failed.result).toMatchObject({
        ending: "exited",
        exitCode: 1,
        externalOver: true,
      });
      external.over();
      const next = attempt(it.executor, starts, { external, attempt: 2 });
      await next.printed("started");
      end("well");
      expect((await next.result).exitCode).toBe(0);
      expect(started()).toBe(2);
    });
  });
}

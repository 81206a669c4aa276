// The executor of `uses: ssh`: a command on a host without a worker, which goes on there whatever becomes of this one.

import type { SshAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { exitCodeMessage } from "#core/exit-code.ts";
import { evaluate } from "#core/expression.ts";
import { maxOutputFileBytes } from "#core/outputs.ts";
import { type AddressSettings, judgeAddresses } from "./addresses.ts";
import type { AttemptRequest, AttemptResult, Executor } from "./executor.ts";
import { asTaskFailure } from "./http/answer.ts";
import { InProcessAttempts, Stopped, TaskFailure } from "./in-process.ts";
import { type Outputs, outputsOf } from "./outputs-file.ts";
import { type HostEnd, HostRun, type SshAttempt, type SshLimits, sshLimits } from "./ssh/follow.ts";

export interface SshExecutorOptions {
  /** Which addresses are connected to; without it all but those that no task has business with. */
  addresses?: AddressSettings;
  limits?: Partial<SshLimits>;
}

/** For reaching the host once more, beside the time that the task itself gets to end. */
const cancelMs = 20_000;

export function createSshExecutor(options: SshExecutorOptions = {}): Executor<SshAction> {
  const attempts = new InProcessAttempts();
  const judge = judgeAddresses(options.addresses);
  const limits = { ...sshLimits, ...options.limits };
  /** Ends what is being cancelled with grace: its worker is not the owner any more. */
  let hurry = new AbortController();
  return {
    kind: "ssh",
    run(written): Promise<AttemptResult> {
      return attempts.runElsewhere(written, async (live, over) => {
        const attempt = asTaskFailure(
          () => ({ ...prepared(written), judge, limits }) satisfies SshAttempt,
          "It",
        );
        const run = new HostRun(attempt, over);
        try {
          return outputsOfEnd(await run.untilEnd(live));
        } catch (error) {
          const stop = live.signal.reason instanceof Stopped ? live.signal.reason.stop : null;
          // Lost or drained, it goes on there and the next attempt adopts it.
          if (stop !== null && stop.graceMs > 0 && written.signal.reason !== "drained") {
            const { killAfterMs } = attempt.action;
            const limit = AbortSignal.timeout(killAfterMs + cancelMs);
            if (await run.cancel(killAfterMs, AbortSignal.any([limit, hurry.signal]))) over();
          }
          throw error;
        }
      });
    },
    async killAll() {
      hurry.abort();
      hurry = new AbortController();
      await attempts.killAll();
    },
    async close() {
      hurry.abort();
      await attempts.close();
    },
  };
}

/** A folder of the worker's own host, which says nothing on another. */
const notThere = "TRUNKLINE_DATA";

/** With the values of its expressions. @throws ExpressionError */
function prepared(
  request: AttemptRequest<SshAction>,
): AttemptRequest<SshAction> & Pick<SshAttempt, "variables"> {
  const action = actionWithValues(request.action, request.values);
  const { [notThere]: _, ...given } = request.env;
  const values = Object.entries(action.variables).map(([name, text]) => [
    name,
    String(evaluate(text, request.values)),
  ]);
  const variables: Record<string, string> = {
    ...{ ...action.env, ...given },
    ...Object.fromEntries(values),
  };
  const withNul = Object.entries(variables).find(([, value]) => value.includes("\0"));
  if (withNul !== undefined)
    throw new TaskFailure(`The value of ${withNul[0]} holds a NUL character.`);
  return { ...request, action, variables };
}

/** @throws TaskFailure when it failed */
function outputsOfEnd(end: HostEnd): Record<string, string> {
  const { code, signal } = end;
  if (signal !== null)
    throw new TaskFailure(`Ended by ${signal}.`, { ending: "signalled", exitCode: null, signal });
  const outputs = readOutputs(end);
  const failed = exitCodeMessage(code);
  if ("problem" in outputs)
    throw failed === null
      ? new TaskFailure(outputs.problem, { ending: "error", exitCode: code })
      : new TaskFailure(`${failed} ${outputs.problem}`, { exitCode: code });
  if (failed !== null) throw new TaskFailure(failed, { exitCode: code, outputs: outputs.values });
  return outputs.values;
}

function readOutputs({ outputs }: HostEnd): Outputs {
  if (outputs === "none") return { problem: "$TRUNKLINE_OUTPUT is not a plain file." };
  if (outputs === null)
    return {
      problem: `$TRUNKLINE_OUTPUT is larger than the ${maxOutputFileBytes} bytes that are allowed.`,
    };
  return outputsOf(outputs.toString("utf8"));
}

// `--wait` of `run` and `rerun`: the run's end as the command's, with a limit, and a run that goes on without us.

import type { ApiClient, RunView } from "#api/client.ts";
import { parseDuration } from "#core/duration.ts";
import { commandHint } from "./command-hint.ts";
import { type ConnectInput, withServer } from "./connect.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { Output } from "./output.ts";

export interface WaitInput extends ConnectInput {
  options: ConnectInput["options"] & {
    wait: boolean;
    timeout: string | undefined;
    follow: boolean;
  };
  out: Output;
  signal: AbortSignal;
}

/** Lets `begin` make a run; then, as the options say, waits for it or tells where to look. */
export async function startAndWait(
  input: WaitInput,
  begin: (api: ApiClient) => Promise<RunView>,
): Promise<Exit> {
  const { options, signal } = input;
  const limit = timeLimit(options.timeout);
  const until = limit === null ? signal : AbortSignal.any([signal, limit]);
  let begun: RunView | null = null;
  try {
    return await withServer(input, until, async (api) => {
      begun = await begin(api);
      return options.wait || options.follow
        ? await waitFor(api, begun, input)
        : announce(begun, input);
    });
  } catch (error) {
    if (!until.aborted) throw error;
    if (begun === null)
      throw new CommandError(
        signal.aborted ? "interrupted" : "timedOut",
        `${signal.aborted ? "interrupted" : "no answer in time"}; the run may have been started`,
        `see \`${commandHint("runs", input)}\``,
      );
    const { id } = begun as RunView;
    const show = commandHint(`runs show ${id}`, input);
    const help = `see \`${show}\`, stop it with \`${commandHint(`cancel ${id}`, input)}\``;
    if (signal.aborted)
      throw new CommandError("interrupted", `interrupted; run ${id} goes on`, help);
    const message = `run ${id} has not ended within ${options.timeout}; it goes on`;
    throw new CommandError("timedOut", message, help);
  }
}

async function waitFor(api: ApiClient, begun: RunView, { out, options }: WaitInput): Promise<Exit> {
  const { exitOf, summaryOf, watchRun } = await import("./watch-run.ts");
  out.step(`Run ${begun.id} of ${begun.project}/${begun.pipeline} for ${begun.date}`);
  const run = await watchRun(api, begun.id, { out, follow: options.follow });
  out.value(run, summaryOf);
  return exitOf(run);
}

function announce(run: RunView, input: WaitInput): Exit {
  const { out } = input;
  out.value(run, () => `Run ${run.id} of ${run.project}/${run.pipeline} for ${run.date}`);
  const follow = commandHint(`logs ${run.id} -f`, input);
  const show = commandHint(`runs show ${run.id}`, input);
  if (out.format === "text") out.note(`Follow it with \`${follow}\`, see it with \`${show}\`.`);
  return "ok";
}

/** Aborted when `--timeout` is over; null without one. @throws CommandError `usage` */
export function timeLimit(text: string | undefined): AbortSignal | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms === null)
    throw new CommandError(
      "usage",
      `--timeout '${text}' is no duration`,
      "such as 30s, 5m or 1h30m",
    );
  // Timers hold 31 bits of milliseconds, 24 days; longer is no limit in practice.
  return AbortSignal.timeout(Math.min(ms, 2 ** 31 - 1));
}

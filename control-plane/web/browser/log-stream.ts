// The output of a task as it comes: lines, from the API's stream, which is taken up again where it broke off.

export interface LogOf {
  run: string;
  task: string;
  attempt: string;
  /** Go on until the run has ended. */
  follow: boolean;
}

interface Chunk {
  attempt: number;
  text: string;
  cursor: string;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** Resolves at the end of the log; until then it tries again. */
export async function readLog(
  of: LogOf,
  take: (chunk: Chunk) => void,
  say: (what: string) => void,
): Promise<void> {
  let [after, pauseMs] = ["", firstPauseMs];
  for (;;) {
    try {
      const query = new URLSearchParams({ task: of.task });
      if (of.attempt !== "") query.set("attempt", of.attempt);
      if (of.follow) query.set("follow", "true");
      if (after !== "") query.set("after", after);
      const answer = await fetch(`/api/v1/runs/${of.run}/logs?${query}`);
      if (!answer.ok) return say(await refusal(answer));
      say("");
      for await (const chunk of chunksOf(answer)) {
        [after, pauseMs] = [chunk.cursor, firstPauseMs];
        take(chunk);
      }
      return;
    } catch {
      say("The connection is lost: the log goes on when it is back.");
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }
}

async function refusal(answer: Response): Promise<string> {
  const { detail, code } = await answer
    .json()
    .catch(() => ({ detail: "it can't be read", code: answer.status }));
  return `The log can't be shown: ${detail} (${code}).`;
}

async function* chunksOf(answer: Response): AsyncGenerator<Chunk> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return;
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line);
  }
}

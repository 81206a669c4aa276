// Fetches an image from its registry, and tells how far it is.

import type { ContainerAction } from "#core/action.ts";
import { type LiveAttempt, untilStopped } from "../in-process.ts";
import { reason } from "../stop.ts";
import { type Engine, EngineRefused } from "./engine.ts";

/** Of one message of the engine, and of all that are shown. */
const maxLine = 65_536;
const maxShown = 200;

/** The image is there afterwards. @throws Error with why it isn't, and the signal's reason */
export async function haveImage(
  engine: Engine,
  { image, pull }: Pick<ContainerAction, "image" | "pull">,
  live: LiveAttempt,
): Promise<void> {
  if (pull !== "always" && (await hasImage(engine, image, live.signal))) return;
  if (pull === "never") throw new Error(`The engine has no image ${image}, and \`pull\` is never`);
  await live.print(`Pulling ${image} …\n`);
  // Without a tag Docker would fetch all that there are.
  const query = { fromImage: /@|:[^/]*$/.test(image) ? image : `${image}:latest` };
  const body = await engine.stream("POST", "/images/create", {
    ...{ query, signal: live.signal, timeoutMs: 300_000 },
  });
  try {
    await untilStopped(showProgress(body, live), live.signal);
  } catch (error) {
    live.signal.throwIfAborted();
    throw new Error(`The image ${image} can't be pulled: ${reason(error)}`, { cause: error });
  }
  if (!(await hasImage(engine, image, live.signal)))
    throw new Error(`The engine has pulled ${image}, and doesn't have it`);
}

async function hasImage(engine: Engine, image: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.ask("GET", `/images/${image}/json`, { signal });
    return true;
  } catch (error) {
    if (error instanceof EngineRefused && error.status === 404) return false;
    throw error;
  }
}

interface Progress {
  status?: string;
  id?: string;
  progressDetail?: { total?: number };
  stream?: string;
  error?: string;
}

/** @throws Error with what the engine says, also where the answer is cut off in a message */
async function showProgress(pieces: AsyncIterable<Uint8Array>, live: LiveAttempt): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  let shown = 0;
  const show = async (line: string) => {
    if (line.trim() === "") return;
    const { status, id, stream, error, progressDetail } = JSON.parse(line) as Progress;
    if (error !== undefined) throw new Error(error.slice(0, 1_000));
    // Bars move many times a second.
    if (progressDetail?.total !== undefined || shown >= maxShown) return;
    const text = (stream ?? `${id === undefined ? "" : `${id}: `}${status ?? ""}`).trim();
    if (text === "") return;
    shown++;
    await live.print(`${text.slice(0, 500)}\n`);
  };
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxLine) throw new Error("a message of the engine has no end");
    for (const line of lines) await show(line);
  }
  await show(rest);
}

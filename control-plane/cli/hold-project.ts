// `hold --project` and `release --project`: a whole project stays at a revision while its branch goes on, and follows it again.

import type { ProjectView } from "#api/client.ts";
import { withServer } from "./connect.ts";
import { CommandError, type Exit } from "./exit.ts";
import { endOf } from "./hold-options.ts";
import type { Output } from "./output.ts";

type Input = Parameters<typeof withServer>[0] & { out: Output; signal: AbortSignal };

interface HoldOptions {
  at: string | undefined;
  reason: string | undefined;
  until: string | undefined;
  for: string | undefined;
}

export async function holdProject(
  input: Input,
  project: string,
  options: HoldOptions,
): Promise<Exit> {
  const { reason, at } = options;
  if (reason === undefined)
    throw new CommandError("usage", "--reason is missing", "say why the project stays where it is");
  const body = { reason, ...endOf(options), ...(at === undefined ? {} : { at }) };
  const held = await withServer(input, input.signal, (api) => api.holdProject(project, body));
  input.out.value(held, () => standing(held));
  // It may wait for a confirmation, or not have got there.
  return at === undefined || (held.deployed?.commit.startsWith(at.toLowerCase()) ?? false)
    ? "ok"
    : "failed";
}

export async function releaseProject(
  input: Input,
  project: string,
  reason: string | undefined,
): Promise<Exit> {
  const body = reason === undefined ? {} : { reason };
  const released = await withServer(input, input.signal, (api) =>
    api.releaseProject(project, body),
  );
  input.out.value(released, () => standing(released));
  return "ok";
}

const standing = ({ name, sync, deployed }: ProjectView): string =>
  `${name}: ${sync.state}, ${deployed === null ? "nothing deployed" : `commit ${deployed.commit.slice(0, 12)}`}${
    sync.reason === null ? "" : `; ${sync.reason}`
  }`;

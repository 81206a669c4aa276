// All kinds of work, by the `kind` of their actions.

import type { TaskSpec } from "#schemas/types.ts";
import type { Action } from "../action.ts";
import { check } from "./check.ts";
import { command } from "./command.ts";
import { connector } from "./connector.ts";
import { container } from "./container.ts";
import { file } from "./file.ts";
import { http } from "./http.ts";
import type { Kind } from "./kind.ts";
import { kubernetes } from "./kubernetes.ts";
import { pipeline } from "./pipeline.ts";
import { sql } from "./sql.ts";
import { ssh } from "./ssh.ts";
import { transfer } from "./transfer.ts";
import { unsupported } from "./unsupported.ts";

type KindName = Action["kind"];
type Kinds = { readonly [K in KindName]: Kind<Extract<Action, { kind: K }>> };

const kinds: Kinds = {
  command,
  http,
  sql,
  check,
  ssh,
  container,
  kubernetes,
  transfer,
  file,
  connector,
  unsupported,
  pipeline,
};

/** @throws Error for a kind that this version doesn't know, as a newer one may have stored it: nothing of it can be judged */
export function kindOf<A extends Action>({ kind }: A): Kind<A> {
  if (Object.hasOwn(kinds, kind)) return kinds[kind] as unknown as Kind<A>;
  throw new Error(
    `this version of Trunkline knows no work of kind "${kind}": a newer one stored it`,
  );
}

/** Those that workers do. */
export const workedKinds = (Object.keys(kinds) as KindName[]).filter((name) => name !== "pipeline");

/** What `uses` may say beside a connector's name and a template's path. */
export const nativeUses = (Object.keys(kinds) as KindName[]).filter((name) => name !== "connector");

/** The kind of what a task says; what is no native kind is a connector's name. */
export const kindOfSpec = ({ uses = "command" }: Pick<TaskSpec, "uses">): Kind<Action> =>
  kinds[isNative(uses) ? uses : "connector"] as unknown as Kind<Action>;

export const isNative = (uses: string): uses is Exclude<KindName, "connector"> =>
  uses !== "connector" && Object.hasOwn(kinds, uses);

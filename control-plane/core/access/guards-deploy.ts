// Whether any policy could keep a merged change from being deployed. Where none could, nobody is asked about any of
// 10,000 pipelines.

import { isPolicyFile } from "#core/control/control-files.ts";
import { poolsFile, projectFile } from "../estate-paths.ts";
import { ownersFile } from "../owners/rules.ts";
import { actionsNamed } from "./policy-shape.ts";

/** As much of a policy as tells what it is about. */
export interface Guard {
  /** `FILE#ID`. */
  id: string;
  /** Whose own it is. */
  project?: string;
  json: {
    effect: "permit" | "forbid";
    principal: { op: string; entity_type?: string };
    action: { op: string };
    resource: { op: string; entity_type?: string };
  };
}

const merging = "built-in/default.cedar#merging-deploys";
/** It is about tokens, and no change has one. */
const ofTokens = "built-in/default.cedar#token-scopes";

/** @param project Policies of other projects are about those alone. */
export function guardsDeploy(policies: readonly Guard[], project: string): boolean {
  if (!policies.some(({ id }) => id === merging)) return true;
  return policies.some(
    (one) =>
      one.json.effect === "forbid" &&
      one.id !== ofTokens &&
      (one.project === undefined || one.project === project) &&
      isAboutDeploying(one.json),
  );
}

function isAboutDeploying({ principal, action, resource }: Guard["json"]): boolean {
  const named = actionsNamed(action);
  const isAsked =
    action.op === "All" || named.some((name) => name === "deploy" || name === "deployProject");
  return isAsked && isKind(principal, ["User"]) && isKind(resource, ["Pipeline", "Project"]);
}

const isKind = ({ entity_type }: { entity_type?: string }, kinds: readonly string[]): boolean =>
  entity_type === undefined || kinds.some((kind) => entity_type === `trunkline::${kind}`);

/** Of a file, from the project's folder: it belongs to all of the project, and `deployProject` is asked about it. */
export const isOfProject = (path: string): boolean =>
  path === projectFile || path === poolsFile || path === ownersFile || isPolicyFile(path);

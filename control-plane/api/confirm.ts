// Whether somebody may let a held plan through: nobody releases blindly what touches pipelines that they may not see, unless
// a policy gives them just that right.

import type { FastifyRequest } from "fastify";
import type { Asked } from "#reconcile";
import { whoIs, whyNot } from "./forbidden.ts";
import { Problem } from "./problem.ts";

/** Asked once it is known what the plan touches. Null for whoever may everything: nothing is looked up then. */
export function mayConfirm(
  { identity, server: { eyes }, subject }: FastifyRequest,
  project: string,
  what = `confirm this plan of ${project}`,
): Asked["mayConfirm"] {
  if (eyes.isUnlimited(identity)) return null;
  return async (touched) => {
    const seesAll = touched.every((facts) =>
      facts === null ? identity.kind === "local" : eyes.mayKnowAny(identity, facts),
    );
    if (seesAll) return;
    const action = "confirmUnseen";
    if (subject === null) throw new Error(`nothing says what project ${project} is`);
    const decision = await eyes.decide(identity, action, subject);
    if (decision.allowed) return;
    throw new Problem(
      "forbidden",
      `${whoIs(identity)} may not ${what}: it touches pipelines over which they have no right \`read\`, and ${action} is not theirs: ${whyNot(decision)}`,
      {
        hint: `Have it done by somebody who may read all that it touches, or who has the right \`${action}\`: \`trunkline access who-can ${action} ${project}\` names them.`,
        ...{ action, policies: [...decision.policies] },
      },
    );
  };
}

// Options that say what a commit of the control repository must have.

import { expect, test } from "vitest";
import { type ControlGuardOptions, controlGuard } from "#cli/control-guard.ts";

const none: ControlGuardOptions = {
  ...{ controlAllowedSigners: undefined, controlPgpKeys: undefined, controlForgeSigner: undefined },
  ...{ controlApprovals: 0, controlApprover: undefined, controlTrailers: false, forge: undefined },
};
const control = { repository: "/srv/control", branch: "main", path: "" };

test("nothing is asked for without options; with them what a project's registration would say", () => {
  expect(controlGuard(none, control, "/etc")).toBeNull();
  // A list that isn't given is empty.
  const lists = { controlForgeSigner: [], controlApprover: [] };
  expect(controlGuard({ ...none, ...lists }, null, "/etc")).toBeNull();
  const all = {
    ...{ controlAllowedSigners: "signers", controlPgpKeys: undefined },
    ...{ controlForgeSigner: ["noreply@github.com"], controlApprovals: 2 },
    ...{ controlApprover: ["ada"], controlTrailers: false, forge: "github" },
  };
  expect(controlGuard(all, control, "/etc")).toEqual({
    signers: {
      ...{ allowedSigners: "/etc/signers", pgpKeys: null, forges: ["noreply@github.com"] },
    },
    approvals: { atLeast: 2, from: "forge", approvers: ["ada"] },
  });
});

test.each<[Partial<ControlGuardOptions>, object | null, string]>([
  [{ controlForgeSigner: ["a@b.c"] }, control, "needs --control-allowed-signers"],
  [{ controlTrailers: true }, control, "need --control-approvals"],
  [{ controlAllowedSigners: "x" }, null, "need --control"],
  [{ controlApprovals: 1 }, control, "needs to know where approvals are"],
  [{ controlAllowedSigners: "x" }, { ...control, branch: "" }, "is a plain folder"],
  [{ controlAllowedSigners: "/srv/control/x" }, control, "must not vouch for itself"],
])("%o with %o is refused", (options, given, message) => {
  const settings = given as typeof control | null;
  expect(() => controlGuard({ ...none, ...options }, settings, "/etc")).toThrow(message);
});

// What the schema can't say of routes: names of their own, channels that exist, times that come.

import type { AlertRoute as RouteSpec, AlertWindow as WindowSpec } from "#schemas/types.ts";
import { parseDuration } from "../duration.ts";
import type { SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { isTimezone } from "../timezone.ts";

const fewestRemindMs = 5 * 60_000;

/** @param channels Null: nobody knows which there are. */
export function checkRoutes(
  file: SpecFile,
  routes: readonly RouteSpec[],
  channels: ReadonlySet<string> | null,
  problems: Problem[],
): void {
  const names = new Map<string, number>();
  for (const [index, route] of routes.entries()) {
    // Cut for its shape.
    if (route == null || typeof route !== "object") continue;
    const report = (
      path: readonly (string | number)[],
      message: string,
      help?: string,
      code: Problem["code"] = "invalid-route",
    ) =>
      problems.push({
        ...{ file, path: ["routes", index, ...path], at: "value", code, message, help },
      });
    const same = names.get(route.name);
    if (same !== undefined)
      report(["name"], `there is already a route "${route.name}"`, "give it a name of its own");
    names.set(route.name, index);
    checkTargets(route, channels, report);
    for (const key of ["hours", "quiet"] as const) {
      const window = route[key];
      if (window)
        checkWindow(window, (path, message, help, code) =>
          report([key, ...path], message, help, code),
        );
    }
    const remindMs = route.remind === undefined ? null : parseDuration(route.remind);
    if (remindMs !== null && remindMs < fewestRemindMs)
      report(["remind"], "it would remind without a pause", "write 5m or more");
    if ((route.to ?? []).length === 0 && route.stop !== true)
      report(
        ["to"],
        "the route tells nobody",
        "name a channel, or write `stop: true` to keep what matches from the routes behind it",
      );
  }
}

type Report = (
  path: readonly (string | number)[],
  message: string,
  help?: string,
  code?: Problem["code"],
) => void;

function checkTargets(
  route: RouteSpec,
  channels: ReadonlySet<string> | null,
  report: Report,
): void {
  const check = (name: unknown, path: readonly (string | number)[]) => {
    if (typeof name !== "string" || channels === null || channels.has(name)) return;
    const known = [...channels];
    report(
      path,
      `there is no channel "${name}"`,
      didYouMean(name, known) ??
        (known.length === 0
          ? "no channel is declared: the control repository has them in `alerts/*.yaml`"
          : `known: ${known.join(", ")}`),
    );
  };
  for (const [index, name] of (route.to ?? []).entries()) check(name, ["to", index]);
  for (const [index, step] of (route.escalate ?? []).entries())
    for (const [at, name] of (step?.to ?? []).entries()) check(name, ["escalate", index, "to", at]);
}

function checkWindow(window: Partial<WindowSpec>, report: Report): void {
  const { from, until, timezone, weekdays, dates } = window;
  if ((from === undefined) !== (until === undefined))
    report([], "a window has two ends", "write `from` and `until`, or neither for whole days");
  if (from !== undefined && from === until)
    report(["until"], "the window ends when it begins", "leave both out for whole days");
  if (timezone !== undefined && !isTimezone(timezone))
    report(
      ["timezone"],
      `there is no time zone "${timezone}"`,
      "write a name such as Europe/Berlin",
      "invalid-timezone",
    );
  if (
    from === undefined &&
    weekdays === undefined &&
    dates === undefined &&
    window.except === undefined
  )
    report([], "the window is always open", "leave it out");
}

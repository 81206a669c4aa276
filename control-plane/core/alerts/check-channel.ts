// What the schema can't say of a channel: exactly one kind, and what each kind needs.

import type { AlertChannel as ChannelSpec } from "#schemas/types.ts";
import type { Place, Problem } from "../problem.ts";

const kinds = ["slack", "pagerduty", "mail", "servicenow", "alertmanager", "webhook"] as const;

/** Adds what is wrong with one; what was cut for its shape is no problem again. */
export function checkChannel(
  name: string,
  spec: ChannelSpec,
  place: Place,
  problems: Problem[],
): void {
  const report = (path: readonly string[], message: string, help: string) =>
    problems.push({
      ...{ file: place.file, path: [...place.path, ...path], at: "key" as const },
      ...{ code: "invalid-channel", message, help },
    });
  const found = kinds.filter((kind) => spec[kind] !== undefined);
  if (found.length !== 1)
    return void report(
      [],
      found.length === 0
        ? `the channel "${name}" leads nowhere`
        : `the channel "${name}" is of two kinds, ${found.slice(0, 2).join(" and ")}`,
      `give it exactly one of ${kinds.join(", ")}`,
    );
  const { slack, servicenow, mail, alertmanager } = spec;
  if (slack && (slack.webhook === undefined) === (slack.token === undefined))
    report(
      ["slack"],
      "Slack is reached in one way",
      "write either `webhook`, or `token` and `channel`",
    );
  else if (slack?.token !== undefined && slack.channel === undefined)
    report(["slack"], "nothing says where the bot posts", "add `channel`");
  for (const [kind, login] of Object.entries({ servicenow, mail, alertmanager }))
    if (login && (login.user === undefined) !== (login.password === undefined))
      report(
        [kind],
        "a name and a password go together",
        "write `user` and `password`, or neither",
      );
  for (const [kind, login] of Object.entries({ servicenow, alertmanager }))
    if (login?.token !== undefined && login.user !== undefined)
      report([kind], "it logs in in two ways", "write `token`, or `user` and `password`");
  if (servicenow && servicenow.token === undefined && servicenow.user === undefined)
    report(["servicenow"], "nobody logs in", "write `token`, or `user` and `password`");
  if (mail?.tls === "none" && mail.user !== undefined)
    report(["mail"], "a password would go in clear", "leave `tls` out, or write `always`");
}

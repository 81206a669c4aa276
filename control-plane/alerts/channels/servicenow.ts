// ServiceNow: events of Event Management, which fold by `message_key` themselves, or incidents of the Table API, which are
// looked for by `correlation_id` before one is made.

import { isNews } from "#core/alerts/kind.ts";
import { type AlertWord, messageOf, textOf } from "#core/alerts/message.ts";
import { cut } from "#core/alerts/output.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import { ask, type Channel, type ChannelContext, ChannelFault } from "./channel.ts";
import { authorizationOf } from "./login.ts";

type Target = Extract<ChannelTarget, { kind: "servicenow" }>;

/** 0 clears. */
const severity = { critical: "1", error: "2", warning: "4", info: "5" } as const;
/** Impact and urgency of an incident, from which the instance works out its priority. */
const weight = { critical: 1, error: 2, warning: 3, info: 3 } as const;
const longest = { key: 1024, short: 160, text: 4_000, correlation: 100 } as const;

export const servicenow: Channel<Target> = {
  async send(target, word, context) {
    const authorization = await authorizationOf(target.login, context);
    const call = (method: string, path: string, body?: object) =>
      ask(context, {
        ...{ method, url: `${target.instance}${path}`, headers: { authorization } },
        ...(body && { body }),
      });
    if (target.as === "events") {
      await call("POST", "/api/global/em/jsonv2", { records: [recordOf(word)] });
      return null;
    }
    return sendIncident(target, word, context, call);
  },
  preview: (target, word) =>
    target.as === "events" ? { records: [recordOf(word)] } : incidentOf(target, word),
};

function recordOf(word: AlertWord): object {
  const { event, act } = word;
  const message = messageOf(word);
  const extra = {
    environment: event.environment,
    owner: event.owner,
    run: event.run?.id ?? null,
    task: event.task?.name ?? null,
    commands: message.commands,
  };
  return {
    source: "Trunkline",
    event_class: "Trunkline",
    node: event.project ?? "trunkline",
    resource: event.pipeline ?? "",
    type: event.kind,
    message_key: cut(event.key, longest.key),
    severity: act === "resolve" ? "0" : severity[event.severity],
    resolution_state: act === "resolve" ? "Closing" : "New",
    time_of_event: event.at.slice(0, 19).replace("T", " "),
    description: cut(textOf(message), longest.text),
    additional_info: JSON.stringify(extra),
  };
}

type Call = (method: string, path: string, body?: object) => ReturnType<typeof ask>;

async function sendIncident(
  target: Target,
  word: AlertWord,
  { reply, isRepeated }: ChannelContext,
  call: Call,
): Promise<object | null> {
  const known = (reply as { sys_id?: string } | null)?.sys_id;
  // Another try may have made it, and its answer was lost.
  const id = known ?? (word.act === "open" && !isRepeated ? null : await findIncident(word, call));
  if (id === null) {
    if (word.act === "resolve" || word.act === "acknowledge") return null;
    const { json } = await call("POST", "/api/now/table/incident", incidentOf(target, word));
    const made = (json as { result?: { sys_id?: string } } | undefined)?.result?.sys_id;
    if (made === undefined) throw new ChannelFault("answered without a sys_id");
    return { sys_id: made };
  }
  await call("PATCH", `/api/now/table/incident/${id}`, changeOf(word));
  return known === undefined ? { sys_id: id } : null;
}

/** Of an alert that was opened before under the same key the incident is closed: each has its own. */
const correlationOf = ({ id, event }: AlertWord): string =>
  cut(`trunkline-${id} ${event.key}`, longest.correlation);

async function findIncident(word: AlertWord, call: Call): Promise<string | null> {
  const query = new URLSearchParams({
    sysparm_query: `correlation_id=${correlationOf(word)}`,
    sysparm_fields: "sys_id",
    sysparm_limit: "1",
  });
  const { json } = await call("GET", `/api/now/table/incident?${query}`);
  const [found] = (json as { result?: { sys_id?: string }[] } | undefined)?.result ?? [];
  return found?.sys_id ?? null;
}

function incidentOf({ group }: Target, word: AlertWord): object {
  const message = messageOf(word);
  return {
    short_description: cut(message.title, longest.short),
    description: cut(textOf(message), longest.text),
    correlation_id: correlationOf(word),
    correlation_display: "Trunkline",
    impact: weight[word.event.severity],
    urgency: weight[word.event.severity],
    ...(group === null ? {} : { assignment_group: group }),
    // Nobody has to do anything about news.
    ...(isNews(word.event.kind) && word.act === "open" && resolved(message.title)),
  };
}

/** 6: resolved, which an instance refuses without a code and notes. */
const resolved = (notes: string): object => ({
  ...{ state: 6, close_code: "Resolved by caller", close_notes: notes },
});

/** 2: in progress. */
function changeOf(word: AlertWord): object {
  const { title } = messageOf(word);
  if (word.act === "acknowledge") return { state: 2, work_notes: title };
  if (word.act !== "resolve") return { work_notes: title };
  return resolved(title);
}

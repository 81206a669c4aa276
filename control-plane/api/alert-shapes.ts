// What the API answers about alerts: what is open, who was told, and why somebody wasn't.

import { alertKinds, severities } from "#core/alerts/kind.ts";
import { messageActs } from "#core/alerts/message.ts";
import { definition, instant, integer, list, maybe, oneOf, pageOf, text } from "./schema.ts";

export const alertStates = ["open", "acknowledged", "resolved"] as const;
const messageStates = ["waiting", "held", "delivered", "dropped", "dead"] as const;

const alertFields = {
  id: text("Its id."),
  key: text("Its key, the same each time it happens."),
  kind: oneOf(alertKinds, "What has happened."),
  severity: oneOf(severities, "How bad it is."),
  state: oneOf(alertStates, "Whether it is over, or somebody is at it."),
  project: maybe(text("The project; null: it is the server's.")),
  pipeline: maybe(text("The pipeline; null: it is of no single one.")),
  environment: maybe(text("The project's environment.")),
  owner: maybe(text("The pipeline's owner.")),
  run: maybe(text("The newest run that it is about.")),
  title: text("The same in one line."),
  message: maybe(text("What is known of the reason, in one line.")),
  count: integer("How often it has happened while it was open."),
  inRow: integer("How many runs of the pipeline have failed one after the other."),
  below: integer("How many others are told below it, as consequences."),
  cause: maybe(text("The alert below which it is told.")),
  at: instant("When it has happened, the last time"),
  openedAt: instant("When it was opened"),
  nextAt: maybe(instant("When somebody is told next, unless it is acknowledged")),
  acknowledgedBy: maybe(text("Who has acknowledged it.")),
  acknowledgedAt: maybe(instant("When somebody has")),
  note: maybe(text("What they said.")),
  resolvedAt: maybe(instant("When it was over")),
  resolution: maybe(text("How it ended.")),
};
export const alertView = definition(
  "Alert",
  alertFields,
  "Something that somebody should know of.",
);
export const alertPage = pageOf("AlertPage", alertView);

export const alertMessageView = definition(
  "AlertMessage",
  {
    id: text("Its id: `webhook-id` of a webhook."),
    channel: text("The channel."),
    act: oneOf(messageActs, "What it says."),
    state: oneOf(
      messageStates,
      "`held`: for a digest; `dropped`: it was over before; `dead`: given up.",
    ),
    attempts: integer("How often it was tried."),
    error: maybe(text("Why it was not taken, or is not told.")),
    createdAt: instant("When it was decided"),
    nextAt: maybe(instant("When it is tried next")),
    deliveredAt: maybe(instant("When the channel has taken it")),
  },
  "A message to a channel.",
);

export const alertDetail = definition(
  "AlertDetail",
  { ...alertFields, messages: list(alertMessageView, "What was and will be told, in order.") },
  "An alert with its messages.",
);

export const routeVerdictView = definition(
  "AlertRouteVerdict",
  {
    route: text("The route: `control/NAME`, or `PROJECT/NAME` of a project's own."),
    told: list(text("A channel."), "Channels that it tells; none where it doesn't match."),
    refused: maybe(text("Why it doesn't match; null: it does.")),
    ignored: list(text("A reason."), "Channels that it names in vain, and why."),
    later: maybe(instant("When it tells them, where that is not now")),
  },
  "What one route makes of an alert.",
);

export const alertWhy = definition(
  "AlertWhy",
  {
    subject: text("What was asked about."),
    answer: list(text("A sentence."), "Why somebody was told, or nobody."),
    alerts: list(alertDetail, "The alerts about it, the newest first."),
    routes: list(
      routeVerdictView,
      "What the routes of now make of the newest of them, or of a failure.",
    ),
  },
  "Who is told of a run or a pipeline, and why.",
);

export const channelView = definition(
  "AlertChannel",
  {
    name: text("Its name."),
    kind: text("What it is: slack, pagerduty, mail, servicenow, alertmanager or webhook."),
    waiting: integer("Messages that wait to be taken."),
    held: integer("Messages that its next digest tells."),
    dead: integer("Messages that were given up."),
    deliveredAt: maybe(instant("When it has last taken one")),
    error: maybe(text("What was said of the last that it didn't take.")),
  },
  "A channel, and how it does.",
);
export const channelPage = pageOf("AlertChannelPage", channelView);

// Findings about channels and routes of alerts.

import { error } from "../diagnostic-entry.ts";

export const alertCodes = {
  "invalid-channel": error(
    "The channel of alerts can't be used",
    "A channel is of exactly one kind, with the names of the secrets that it needs, and its name is its own. While one file of a control repository's `alerts/` is in error, those that were good before stay in force.",
  ),
  "invalid-route": error(
    "The route of alerts can't be used",
    "A route has a name of its own, names channels that the control repository declares and that its project may use, and times that can come. A `routes.yaml` with an error changes nothing: the routes that were deployed before it stay in force.",
  ),
} as const;

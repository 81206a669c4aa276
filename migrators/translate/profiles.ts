// Connections of file transfers: from the export's own connection profiles where it has them, else from their names alone.
// What a host is logged in to with is a secret of the connection, and no value of the export.

import type { TransferEnd } from "../legacy/work.ts";
import type { LegacyProfile } from "../legacy.ts";
import type { ProjectDraft } from "./draft.ts";

/** Keys that no host has: nothing is connected to before somebody has put in those that it shows. */
const noKey = `SHA256:${"A".repeat(43)}`;

/** @param called the profile's name, or the host's; @param end what the job says of it. */
export function declareConnection(
  connection: string,
  called: string,
  end: Pick<TransferEnd, "host" | "port">,
  project: ProjectDraft,
): void {
  const file = `connections/${connection}.yaml`;
  const profile = project.estate.profiles?.find(({ name }) => name === called);
  const port = profile?.port ?? end.port;
  const folder = connection.replaceAll("_", "-").replace(/^(?=\d)/, "host-");
  project.files.getOrInsertComputed(file, () => ({
    type: "ssh",
    description:
      profile === undefined
        ? `From ${called}: put in its host, user and host keys`
        : `From ${called}: put in its host keys`,
    host: profile?.host ?? end.host ?? called,
    ...(port != null && { port }),
    user: profile?.user ?? "unknown",
    hostKeys: [noKey],
    ...(profile?.hasPassword ? { password: `${folder}/password` } : { key: `${folder}/ssh-key` }),
  }));
  if (profile) account(profile, file, project);
}

const said = new Set(["Host", "HostName", "Port", "User"]);
const secret = new Set(["Password", "Passphrase"]);

function account({ statement }: LegacyProfile, file: string, { accounts }: ProjectDraft): void {
  accounts.add(statement, "exact", "same", file);
  for (const attribute of statement.attributes)
    if (said.has(attribute.name)) accounts.add(attribute, "exact", "same", file);
    else if (secret.has(attribute.name))
      accounts.add(attribute, "equivalent", "profile-secret", file);
    else if (attribute.name === "Type") accounts.add(attribute, "inert", "control-m-type");
    else accounts.add(attribute, "refused", "profile-setting");
  for (const child of statement.children)
    if (secret.has(child.name ?? "")) {
      accounts.add(child, "equivalent", "profile-secret", file);
      accounts.addAll(child.attributes, "equivalent", "profile-secret", file);
    } else accounts.refuse(child, "profile-setting");
}

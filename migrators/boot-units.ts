// Units of systemd by which hosts start pipelines, once for each start of the machine.

import type { ProjectDraft } from "./translate/draft.ts";

/** What people put in place. */
export const bootMarkdown = (
  boots: ProjectDraft["boots"],
): string => `# What starts with the machine

No schedule says when machines start: the hosts of these pipelines start them then. \`/etc/trunkline/boot.env\` says where the server is (\`TRUNKLINE_URL\`) and
has a token that may start them (\`TRUNKLINE_TOKEN\`); only root may read it. Put each unit in place on its host, and give
\`systemctl enable\` for it. The number of the boot (\`%b\`) is the key of the run, so that a unit that is started again makes no second one.
${boots.map(unitText).join("")}`;

function unitText({ pipeline, job: { key, schedule } }: ProjectDraft["boots"][number]): string {
  const { start } = schedule;
  const boot = start.kind === "cron" ? start.boot : start.kind === "boot" ? start : undefined;
  const delay = boot?.delaySeconds ?? 0;
  const waits = delay > 0 ? `ExecStartPre=/bin/sleep ${delay}\n` : "";
  return `
## ${pipeline}, from ${key}

\`\`\`ini
# /etc/systemd/system/trunkline-${pipeline}.service
[Unit]
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
TimeoutStartSec=infinity
EnvironmentFile=/etc/trunkline/boot.env
${waits}ExecStart=/usr/bin/env trunkline run ${pipeline} --dedup-key boot-%b
Restart=on-failure
RestartSec=30s

[Install]
WantedBy=multi-user.target
\`\`\`
`;
}

// `trunkline observe`: what the scheduler before runs, as its logs tell it.

import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Reads logs of another scheduler, and tells the server what it has run. Nothing is started, here or there. A file is told by\n" +
    "its content; read again, it changes nothing. Parts of one log go together, in any order; gzipped ones are read as they are.\n" +
    "\n" +
    "--follow stays with one log that grows, through rotation, truncation and restarts, of itself and of the server: how far it\n" +
    "was read is kept on the server.",
  arguments: { FILE: { variadic: true, description: "logs" } },
  options: {
    ...actOptions,
    project: { ...projectOption.project, description: "whose pipelines the jobs are to become" },
    source: {
      type: "string",
      value: "NAME",
      description: "what the log is called here, such as the host; each scheduler's log has one",
    },
    kind: {
      type: "string",
      value: "KIND",
      choices: ["cron", "control-m", "autosys"],
      description: "whose log it is; default: by its content",
    },
    follow: { type: "boolean", description: "go on as the log grows, until it is stopped" },
    zone: { type: "string", value: "ZONE", description: "of local times in it" },
    zones: {
      type: "string",
      value: "FILE",
      description:
        "parameters of an import: `zones` by source or host, else its `timezone`; default: as the source was told before",
    },
    host: {
      type: "string",
      value: "HOST",
      description: "of a log of several hosts the one that is read; default: the first",
    },
    job: { type: "string", value: "JOB", description: "whose log it is, where it doesn't say it" },
    from: {
      type: "string",
      value: "DATE",
      description: "near its first line, where its dates have no year; default: by the file",
    },
    dateStandard: {
      type: "string",
      value: "ORDER",
      choices: ["mmdd", "ddmm"],
      default: "mmdd",
      description: "of dates of AutoSys: month or day first",
    },
    retire: {
      type: "string",
      value: "NAME",
      description: "a source that tells no more: nothing waits for it",
    },
    resume: { type: "string", value: "NAME", description: "one that was retired, and tells on" },
    complete: {
      type: "boolean",
      description:
        "of lists of runs, reports of autorep and job logs: they have all runs of each job between its first and its last",
    },
    failuresLogged: {
      type: "boolean",
      description: "of cron: it logs failures (Debian's with -L 4), so what has none succeeded",
    },
  },
  examples: [
    {
      command:
        "trunkline observe /var/log/syslog.1 /var/log/syslog --source host1 --zone Europe/Berlin",
      description: "what cron has run so far",
    },
    {
      command: "trunkline observe /var/log/syslog --source host1 --zone Europe/Berlin --follow",
      description: "and from now on",
    },
    {
      command: "trunkline observe statuses.json --source ctm --zone Europe/Berlin",
      description: "statuses of Control-M's Automation API",
    },
  ],
  exits: ["failed", "refused"],
  stopsItself: true,
  async run(input) {
    const { args, options, out, signal, cwd } = input;
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    const { isTimezone } = await import("#core/timezone.ts");
    const { Sender } = await import("./observe-sender.ts");
    const { source: name, zone, host, kind, job, from, dateStandard, retire, resume } = options;
    const ends = retire ?? resume;
    if (ends !== undefined) {
      if (args.FILE.length > 0 || (retire !== undefined && resume !== undefined))
        throw new CommandError("usage", "--retire and --resume go alone");
      return withServer(input, signal, async (api) => {
        const project = options.project ?? (await onlyProject(api));
        await api.retireLegacySource(project, ends, retire !== undefined);
        out.note(`${ends} ${retire === undefined ? "tells on" : "is waited for no more"}`);
        return "ok" as const;
      });
    }
    if (args.FILE.length === 0) throw new CommandError("usage", "which log?", "name its files");
    if (name === undefined)
      throw new CommandError(
        "usage",
        "--source is missing",
        "name the log, such as --source host1",
      );
    if (zone !== undefined && !isTimezone(zone))
      throw new CommandError("usage", `--zone '${zone}' is no time zone`, "such as Europe/Berlin");
    const [file] = args.FILE;
    if (options.follow && (args.FILE.length > 1 || file === undefined))
      throw new CommandError(
        "usage",
        "--follow is for one log",
        "follow each as a source of its own",
      );
    const { params } = await (await import("./import-read.ts")).readGivenParams(
      options.zones,
      cwd,
      out,
    );
    const zones = new Map(Object.entries(params.zones ?? {}));
    // What was read goes to the server also when it is stopped.
    const last = new AbortController();
    const stopping = () => setTimeout(() => last.abort(signal.reason), lastMs).unref();
    signal.addEventListener("abort", stopping, { once: true });
    return withServer(input, last.signal, async (api) => {
      const project = options.project ?? (await onlyProject(api));
      const [known] = await api.legacySources(project, { name });
      const { logFor } = await import("./observe-kind.ts");
      const { choice, ...of } = await logFor(args.FILE, cwd, {
        ...{ kind, zones, host, from, job, dateStandard },
        zone: zone ?? zones.get(name),
        otherwise: params.timezone ?? known?.zone ?? undefined,
      });
      const source = {
        ...{ name, ...of },
        ...(host === undefined ? {} : { host }),
        ...(options.failuresLogged ? { failuresLogged: true } : {}),
      };
      if (known?.endsLogged) Object.assign(source, { endsLogged: true });
      if (known?.failuresLogged) Object.assign(source, { failuresLogged: true });
      const complete = options.complete ?? false;
      const sending = { api, project, source, out, signal, complete };
      if (!options.follow) {
        const sender = new Sender(sending);
        const { readOnce } = await import("./observe-once.ts");
        const read = await readOnce(args.FILE, cwd, choice, sender, out);
        await sender.sendCovered();
        const { tellRead } = await import("./observe-kind.ts");
        tellRead({ ...read, ...sender.sent }, source, out);
        return read.unread > 0 ? "failed" : "ok";
      }
      const sender = new Sender({ ...sending, version: known?.version ?? 0 });
      const { follow } = await import("./observe-follow.ts");
      // What was given to the server part by part is no place in a file that is known here.
      const kept = known?.position ?? null;
      const position = kept instanceof Object && "head" in kept ? kept : null;
      out.note(
        `following ${file} as ${name}${position === null ? "" : ", from where it was read to"}`,
      );
      await follow({ ...{ file: file as string, cwd, choice, sender, out, signal, position } });
      out.value(
        { source: name, ...sender.sent },
        ({ added, changed }) => `${added} runs are new, of ${changed} more is known`,
      );
      return "ok";
    });
  },
});

/** For the last request after a stop. */
const lastMs = 5_000;

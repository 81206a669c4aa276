// Codes of what passes can't say, and of what they assume.

import type { FindingCode } from "../codes.ts";

const refusal = (title: string, help: string): FindingCode => ({
  ...{ severity: "error", title, help },
});
/** What a spec rests on, in the ledger. */
const assumed = (title: string): FindingCode => ({ severity: null, title, help: null });

export const translateCodes = {
  "group-left-out": refusal(
    "None of its jobs is in a spec, so it is in none.",
    "see what refuses each of its jobs",
  ),
  "application-joined": assumed(
    "A folder that only orders its jobs, as another does, is one pipeline with it by application.",
  ),
  "application-apart": {
    ...{ severity: "info", help: null },
    title: "Jobs of one application are two pipelines, since their folders differ.",
  },
  "calendar-days": assumed(
    "Its days are those that it has for the years of which it says anything.",
  ),
  "calendar-unused": assumed("No job that was translated goes by the calendar."),
  "resource-unused": assumed("No job that was translated takes any of the resource."),
  "autoedit-unknown": refusal(
    "A `%%` variable stands in a text, and what it will be isn't known.",
    "assign it in the job, or write the text anew",
  ),
  "autoedit-place": refusal(
    "A `%%` variable stands where a shell reads no variable.",
    "move it out of the here-document or the nested quotes",
  ),
  "autoedit-special": refusal(
    "A `%%` variable runs a command, sets one of the server, or changes how others are read.",
    "say in the task what it does, and export the job without it",
  ),
  "autoedit-put-in": assumed("Its value stands in each text that names it."),
  "autoedit-parameter": assumed("Values of %%PARM1 and so on are arguments of the script."),
  "autoedit-parameter-unknown": refusal(
    "An argument of the script (%%PARM1 and so on) is missing, or what it will be isn't known.",
    "write the arguments behind the script's path in a command line, or assign each of them",
  ),
  "autoedit-environment": assumed(
    "No text of the job names the variable; it is given to the environment of the command.",
  ),
  "autoedit-not-given": {
    severity: null,
    title: "No text of the job names the variable, and its value can't be given to an environment.",
    help: "give the script what it reads from the scheduler as an argument, or delete the variable",
  },
  "autoedit-inherited": assumed("Variables of a folder stand in the texts of its jobs."),
  "autoedit-clock": assumed("The clock of the worker's host gives the date and the time."),
  "autoedit-order": assumed("The order's number is that of the run."),
  "autoedit-runcount": assumed("The count of runs is that of attempts in the run."),
  "type-unsupported": refusal(
    "What the job does only the other scheduler's plug-in can.",
    "write the task anew, or keep the job where it is",
  ),
  "command-windows": refusal(
    "The command is for Windows.",
    "run it on a host that has a shell, or keep it where it is",
  ),
  "command-secret": refusal(
    "The command holds what looks like a password.",
    "name a secret for each in the mapping, under `secrets`",
  ),
  "command-credential": assumed(
    "A secret has the password's place: its value is given before anything starts.",
  ),
  "command-detached": assumed(
    "What was started and let go leaves the processes of its task by setsid.",
  ),
  "command-detached-script": refusal(
    "A script with an interpreter of its own can't be let go.",
    "start the script in the background from a command line, or let the task wait for it",
  ),
  "command-agent-variable": assumed("Variables of the agent have what the run has in their place."),
  "command-host-variable": assumed(
    "It reads variables that the environment of the host must have: give them to its workers by --pass-env.",
  ),
  "script-lines": assumed("The script's lines are written in one, with `\\n` between them."),
  "output-kept": assumed("Output goes to the file and, as well, to the run's own output."),
  "hosts-label": assumed("Workers with the label are on the host that it names."),
  "agents-each": assumed(
    "It has succeeded when it has on each of the hosts that the mapping names; its events come once, then.",
  ),
  "group-inherited": assumed(
    "Jobs that name none have the host and the user of the group around them.",
  ),
  "runs-nothing": assumed("It runs nothing itself."),
  "user-of-worker": assumed(
    "Files are looked at and moved by the user of the worker, or the one that the connection names.",
  ),
  "group-runs-nothing": assumed("A group runs nothing itself."),
  "mapping-host": refusal(
    "A host's name can be no label of workers.",
    "say one in the mapping, under `hosts`",
  ),
  "mapping-user": refusal(
    "No user of a host can be called so.",
    "say one in the mapping, under `users`",
  ),
  "mapping-profile": refusal(
    "A host's name can be no connection's.",
    "say one in the mapping, under `profiles`",
  ),
  "mapping-secret": refusal(
    "A variable that holds a password can be no secret's.",
    "say a secret in the mapping, under `secrets`, whose last word is the variable's name",
  ),
  "secret-stored": assumed(
    "A secret has the value of the variable: it is stored before anything runs.",
  ),
  "mapping-directory": assumed("The script is in the folder that the mapping names."),
  "label-tag": assumed("Tags of the pipeline have the labels of all its jobs."),
  "label-tag-none": {
    severity: null,
    title: "The label is longer than a tag may be, or has characters that no tag can have.",
    help: "write a shorter tag by hand, under `tags` of the pipeline",
  },
  "label-owner": assumed("Who owns it at the source is the user that it runs as."),
  "label-comment": assumed("What is said of a job stands in a comment of its pipeline."),
  "confirm-none": assumed("Nobody has to confirm it."),
  "confirm-first": assumed("A first task that all in the group need waits for the person."),
  "priority-points": assumed("Priorities are points, of which each is worth a minute of waiting."),
  "priority-site": assumed(
    "What its priority means is the site's own; who waits longest comes first.",
  ),
  "state-held": refusal(
    "The job doesn't run as it stands: it is on hold, on ice, or passed without being executed.",
    "set `holds: placed` in the parameters, and give the commands of holds.md before anything starts",
  ),
  "state-hold": assumed("The commands of holds.md are given before anything starts."),
  "resource-spent": refusal(
    "Units of a resource are gone once they are used.",
    "await an event or a variable that says what is left, and let the task that uses it up change that",
  ),
  "resource-threshold": refusal(
    "A resource is looked at and not taken.",
    "take the units that it looks for from a pool, or await what sets the amount",
  ),
  "resource-total": refusal(
    "It takes more units of a resource than there are.",
    "correct the amount, or the total under `resources` in the parameters: as it stands the job never starts",
  ),
  "resource-units": refusal(
    "How many units a resource has isn't known.",
    "set `resources` in the parameters",
  ),
  "resource-group": refusal("A whole group takes a resource.", "take it in each of its tasks"),
  "resource-none": assumed("It takes no unit."),
  "file-size": refusal(
    "A file that grows or shrinks isn't told from one that changes.",
    "let a command compare two sizes, in a task of its own, or await the file's existence",
  ),
  "file-path": refusal(
    "A path can't be said as a folder and a pattern.",
    "write the path without variables and with its pattern in the last part only, such as `/in/*.csv`",
  ),
  "plugin-setting": refusal(
    "A setting of a plug-in has no counterpart.",
    "look up what the setting does; delete it where the job can do without, else write the task anew",
  ),
  "transfer-pairs": refusal(
    "Files go between several folders in one job that is repeated, or whose status an end changes.",
    "write a task for each pair of folders",
  ),
  "transfer-parts": assumed(
    "Files go between several folders: a task for each, one after the other; a rerun goes on with the one that failed, and what a failure causes comes of that one.",
  ),
  "transfer-name": refusal(
    "A file gets another name on its way.",
    "rename it in a task behind the transfer",
  ),
  "transfer-move": refusal(
    "The source is moved, and where isn't known.",
    "name the folder that it goes to, or have the source deleted or kept",
  ),
  "profile-secret": assumed(
    "The password is a secret that the connection names: its value is given before anything starts.",
  ),
  "profile-setting": refusal(
    "A setting of a connection profile is in no connection.",
    "look at it when the connection's host keys are put in",
  ),
  "profile-unused": assumed("No transfer that was translated uses the connection profile."),
  "transfer-connection": assumed(
    "The connection's host, user and keys are put in before it is used.",
  ),
  "transfer-sftp": assumed(
    "A host that was reached by FTP is reached by SFTP, once the connection has its user and keys.",
  ),
  "transfer-text": assumed("Files are copied byte by byte: ends of lines stay as they are."),
} as const satisfies Record<string, FindingCode>;

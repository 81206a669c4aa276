// `--project` of the commands that list: what is shown of one project only.

export const projectOption = {
  project: { type: "string", value: "NAME", description: "only of this project" },
} as const;

/** The same for the server, which is asked for all projects where none is named. */
export const ofProject = ({ project }: { project: string | undefined }) =>
  project === undefined ? {} : { project };

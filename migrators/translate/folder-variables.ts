// Variables of folders: their values stand in the texts of the jobs that name them, so that the folder itself needs none.

import type { Pass } from "./draft.ts";
import { groupsOf } from "./groups.ts";

export const folderVariables: Pass = (draft) => {
  for (const group of groupsOf(draft))
    for (const { value } of group.environment)
      draft.accounts.addAll(value.from, "equivalent", "autoedit-inherited");
};

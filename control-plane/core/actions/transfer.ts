// `uses: transfer`.

import type { TransferInputs } from "#schemas/types.ts";
import type { TransferAction } from "../action.ts";
import { connectionType } from "../connections/types.ts";
import {
  filePlaceText,
  hostsOfFilePlace,
  secretsOfFilePlace,
  usesOfFilePlace,
} from "../file-place.ts";
import { quoted } from "../plan/wording.ts";
import { checkTransfer, transferAction, transferInputs } from "../transfer-action.ts";
import { otherChanges, placeChanges } from "./changes.ts";
import type { Kind } from "./kind.ts";

export const transfer: Kind<TransferAction> = {
  needs: ["two places and patterns of files", "with: {from: …, to: …, files: […]}"],
  check: checkTransfer,
  action: (spec, source) => transferAction(spec.with as unknown as TransferInputs, source),
  spec: (action) => ({ uses: "transfer", with: { ...transferInputs(action) } }),
  connections: (action) => each(sides(action).map(({ connectionName }) => connectionName ?? [])),
  secrets: (action) => each(sides(action).map(secretsOfFilePlace)).sort(),
  places: (action) => each(sides(action).map(hostsOfFilePlace)),
  *uses(given, source) {
    yield* usesOfFilePlace(given.from, ["from"], source);
    yield* usesOfFilePlace(given.to, ["to"], source);
  },
  text: ({ from, to, files, after }) =>
    `${after === "keep" ? "copies" : "moves"} ${files.map((text) => quoted(text)).join(", ")} from ${filePlaceText(from)} to ${filePlaceText(to)}`,
  changes: (before, after) => [
    ...placeChanges("from", before.from, after.from),
    ...placeChanges("to", before.to, after.to),
    ...otherChanges(before, after, ["kind", "from", "to"]),
  ],
  reaches: ({ from, to, after, moveTo }) => [
    `files of ${filePlaceText(from)}${after === "keep" ? "" : ":rw"}`,
    `files of ${filePlaceText(to)}:rw`,
    ...(moveTo === null ? [] : [`files of ${filePlaceText({ ...from, path: moveTo })}:rw`]),
  ],
  system: (action) => {
    const systems = sides(action).flatMap(({ connection }) =>
      connection === null ? [] : connectionType(connection).text(connection),
    );
    return systems.length === 0 ? null : each([systems]).join(", ");
  },
};

const sides = ({ from, to }: TransferAction) => [from, to];

const each = (names: readonly (string | readonly string[])[]): string[] => [
  ...new Set(names.flat()),
];

// Who else a commit's message names as its author.

const trailer = /^co-authored-by:[ \t]*([^<\n]*?)[ \t]*(?:<([^>\n]*)>)?[ \t]*$/gim;
/** The address that GitHub gives out says the account. */
const ownAddress = /^(?:\d+\+)?([a-z\d-]+(?:\[bot\])?)@users\.noreply\./i;

/** Accounts where the address says one, and the names. */
export function coauthorsIn(message: string): string[] {
  return [...message.matchAll(trailer)].flatMap(([, name = "", address = ""]) => {
    const account = ownAddress.exec(address)?.[1];
    return [account ?? [], name === "" ? [] : name].flat();
  });
}

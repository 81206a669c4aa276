// Looks at one place take turns: a thousand tasks that wait for files of one host don't log in to it all at once.

import { Turns } from "../../turns.ts";
import { untilStopped } from "../in-process.ts";

/** OpenSSH turns away some of more than ten that are about to log in. */
const atATime = 4;

export class PlaceTurns {
  readonly #places = new Map<string, { turns: Turns; users: number }>();

  /** @param place Whatever tells it from others. @throws what `look` throws, and the signal's reason while its turn hasn't come */
  async run<T>(place: string, signal: AbortSignal, look: () => Promise<T>): Promise<T> {
    const at = this.#places.get(place) ?? { turns: new Turns(atATime), users: 0 };
    this.#places.set(place, at);
    at.users++;
    const turn = at.turns.turn();
    const begun = turn.begin();
    const end = () => {
      turn.end();
      if (--at.users === 0) this.#places.delete(place);
    };
    try {
      await untilStopped(begun, signal);
      return await look();
    } finally {
      // A turn that comes when nobody wants it any more goes to the next one.
      void begun.then(end);
    }
  }
}

// A model of the hand-over between two schedulers: one control plane, hosts with guards, and everything that goes wrong
// between them. Messages are lost, doubled and overtaken; hosts die, lose their disks, and have wrong clocks.

import type { Answer, Memory } from "#core/ownership/guard.ts";
import { decide, remember } from "#core/ownership/guard.ts";
import { handOver, type Policy, type Side } from "#core/ownership/hand-over.ts";
import * as owner from "#core/ownership/ownership.ts";
import type { Slot } from "#core/ownership/slot.ts";

/** Slots are due each minute, which is their number. */
export const slotAt = (minute: number): Slot => String(200_000_000_000 + minute);

interface Disk {
  id: string;
  memory: Memory;
  /** Started unasked, and not reported yet. */
  spool: Slot[];
}

type Message =
  | { is: "ask"; from: Invocation; id: string; slot: Slot }
  | { is: "answer"; to: Invocation; answer: Answer }
  | { is: "report"; from: Invocation; slot: Slot }
  | { is: "reported"; to: Invocation; slot: Slot }
  | { is: "acknowledge"; id: string; epoch: number };

/** One call of the guard, by the legacy scheduler of its host. */
interface Invocation {
  host: Host;
  id: string;
  slot: Slot;
  /** `asking` waits for an answer, `telling` for the receipts of its reports. */
  step: "asking" | "telling" | "over";
  telling: { epoch: number; slots: Slot[] };
}

export interface Host {
  disk: Disk;
  /** Minutes that its clock is ahead. */
  skew: number;
  calls: Invocation[];
  connected: boolean;
}

export class HandoverModel {
  minute = 1_000;
  state: owner.Ownership;
  readonly hosts: Host[];
  /** Who started each slot, as often as it was started. */
  readonly effects = new Map<string, Side[]>();
  /** The control plane's answers never told of a start on both sides. */
  once = true;
  #messages: Message[] = [];
  #disks = 0;
  /** Ours that were due and not started yet. */
  #due: Slot[] = [];

  /** A guard may go on unasked for so long. */
  readonly #aheadMinutes: number;

  constructor(hosts: number, policy: Policy, aheadMinutes: number) {
    this.#aheadMinutes = aheadMinutes;
    const handOvers = handOver([], { to: "legacy", from: slotAt(0), policy });
    this.state = { handOvers, guards: new Map(), claims: new Map() };
    this.hosts = Array.from({ length: hosts }, () => ({
      disk: this.#emptyDisk(),
      skew: 0,
      calls: [],
      connected: true,
    }));
  }

  /** A commit changes the stage: what is due from the next minute on is the other side's. */
  handOver(to: Side, policy: Policy): void {
    const from = slotAt(this.minute + 1);
    this.state = {
      ...this.state,
      handOvers: handOver(this.state.handOvers, { to, from, policy }),
    };
  }

  /** A minute passes: our scheduler looks, and so does each host's. */
  pass(): void {
    this.minute++;
    this.#due.push(slotAt(this.minute));
    for (const host of this.hosts) this.call(host, slotAt(this.minute + host.skew));
    this.startOurs();
  }

  startOurs(): void {
    this.#due = this.#due.filter((slot) => {
      const why = owner.obstacle(this.state, slot);
      if (why === null) {
        this.state = owner.start(this.state, slot);
        this.#effect(slot, "trunkline");
      }
      return why?.is === "unfenced";
    });
  }

  /** The legacy scheduler calls the guard: in time, late, or once more. */
  call(host: Host, slot: Slot): void {
    const call: Invocation = {
      host,
      id: host.disk.id,
      slot,
      step: "asking",
      telling: { epoch: 0, slots: [] },
    };
    host.calls.push(call);
    this.#messages.push({ is: "ask", from: call, id: host.disk.id, slot });
  }

  /** The call has waited long enough for its answer. */
  giveUp(call: Invocation): void {
    if (call.step !== "asking") return;
    const { disk } = call.host;
    // Under the host's lock: what is decided, and its record on the disk.
    if (decide(disk.memory, call.slot, null) === "legacy") {
      disk.spool.push(call.slot);
      this.#effect(call.slot, "legacy");
    }
    call.step = "over";
  }

  crash(host: Host): void {
    for (const call of host.calls) call.step = "over";
    host.calls = [];
  }

  wipe(host: Host): void {
    host.disk = this.#emptyDisk();
  }

  get inFlight(): number {
    return this.#messages.length;
  }

  drop(nth: number): void {
    this.#messages.splice(nth % Math.max(1, this.#messages.length), 1);
  }

  /** Any message that is under way arrives; `twice` leaves a copy of it. */
  deliver(nth: number, twice = false): void {
    const index = nth % Math.max(1, this.#messages.length);
    const message = this.#messages[index];
    if (message === undefined) return;
    if (!twice) this.#messages.splice(index, 1);
    this.#receive(message);
  }

  /** All messages in their order, to and fro, of hosts that are connected; of others they are lost. */
  settle(): void {
    for (let message = this.#messages.shift(); message !== undefined; ) {
      const host =
        "from" in message ? message.from.host : "to" in message ? message.to.host : undefined;
      if (host?.connected !== false) this.#receive(message);
      message = this.#messages.shift();
    }
    for (const host of this.hosts) for (const call of host.calls) this.giveUp(call);
    this.startOurs();
  }

  #receive(message: Message): void {
    switch (message.is) {
      case "ask": {
        const horizon = slotAt(this.minute + this.#aheadMinutes);
        const { state, answer } = owner.ask(this.state, message.id, message.slot, horizon);
        this.state = state;
        this.#messages.push({ is: "answer", to: message.from, answer });
        return;
      }
      case "answer":
        this.#answered(message.to, message.answer);
        return;
      case "report": {
        const { state, once } = owner.report(this.state, message.slot);
        this.state = state;
        this.once &&= once;
        this.#messages.push({ is: "reported", to: message.from, slot: message.slot });
        return;
      }
      case "reported":
        this.#reported(message.to, message.slot);
        return;
      case "acknowledge":
        this.state = owner.acknowledge(this.state, message.id, message.epoch);
    }
  }

  #answered(call: Invocation, answer: Answer): void {
    const { disk } = call.host;
    if (call.step !== "asking") return;
    if (answer.owner === "legacy") this.#effect(call.slot, "legacy");
    // A disk that was replaced meanwhile belongs to another guard.
    if (disk.id !== call.id) {
      call.step = "over";
      return;
    }
    disk.memory = remember(disk.memory, answer);
    call.telling = { epoch: disk.memory?.epoch ?? 0, slots: [...disk.spool] };
    call.step = "telling";
    for (const slot of call.telling.slots) this.#messages.push({ is: "report", from: call, slot });
    this.#told(call);
  }

  #reported(call: Invocation, slot: Slot): void {
    if (call.step !== "telling") return;
    const isOther = (other: Slot): boolean => other !== slot;
    call.host.disk.spool = call.host.disk.spool.filter(isOther);
    call.telling.slots = call.telling.slots.filter(isOther);
    this.#told(call);
  }

  #told(call: Invocation): void {
    if (call.telling.slots.length > 0) return;
    call.step = "over";
    this.#messages.push({ is: "acknowledge", id: call.id, epoch: call.telling.epoch });
  }

  #effect(slot: Slot, side: Side): void {
    this.effects.set(slot, [...(this.effects.get(slot) ?? []), side]);
  }

  #emptyDisk(): Disk {
    return { id: `disk-${this.#disks++}`, memory: null, spool: [] };
  }
}

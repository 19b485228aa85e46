import type { Random } from './random.ts';
import { VirtualWorker } from './virtual-worker.ts';
import type { Surroundings } from './surroundings.ts';

export interface MachinePlan {
  readonly slots: number;
  readonly deviceKind: string;
  /** A mean epoch's time. */
  readonly epochMs: number;
}

export function planMachine(random: Random): MachinePlan {
  return {
    slots: random.integer(1, 2),
    deviceKind: random.chance(0.6) ? 'gpu' : 'cpu',
    epochMs: random.between(1_000, 6_000),
  };
}

/** Where a worker runs: its processes come and go. */
export class Machine implements MachinePlan {
  readonly workerId: string;
  readonly slots: number;
  readonly deviceKind: string;
  readonly epochMs: number;
  /** It will never be there again. */
  isLost = false;
  /** Every trainer crashes here. */
  isBad = false;
  /** The next connection begins in a hole of so long, if not 0. */
  nextDialHoleMs = 0;
  readonly processes: VirtualWorker[] = [];
  readonly #world: Surroundings;

  constructor(world: Surroundings, workerId: string, plan: MachinePlan) {
    this.#world = world;
    this.workerId = workerId;
    this.slots = plan.slots;
    this.deviceKind = plan.deviceKind;
    this.epochMs = plan.epochMs;
  }

  /** The newest process, if it is alive. */
  get process(): VirtualWorker | undefined {
    const newest = this.processes.at(-1);
    return newest?.alive ? newest : undefined;
  }

  /** A new process, whether the last one is still alive or not. */
  start(): void {
    this.processes.push(new VirtualWorker(this.#world, this, this.processes.length + 1));
  }

  startUnlessAlive(): void {
    if (!this.process && !this.isLost) this.start();
  }

  /** Its hello arrives late: when the worker has lost its patience and dialled again. */
  spoilDial(process: VirtualWorker): void {
    if (this.nextDialHoleMs === 0) return;
    const forMs = this.nextDialHoleMs;
    this.nextDialHoleMs = 0;
    process.loseTouch(forMs, forMs * process.random.between(0.2, 0.9));
    this.#world.count('hello-late');
  }
}

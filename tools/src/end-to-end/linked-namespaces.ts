import { execFileSync } from 'node:child_process';

/** Either end of the link. */
export type End = 'coordinator' | 'worker';

/** Addresses of TEST-NET-1, RFC 5737: no machine has these. */
const ADDRESSES: Record<End, string> = { coordinator: '192.0.2.1', worker: '192.0.2.2' };
const LINK = 'link0';

/**
 * Two network namespaces with one cable between them: as two machines, which have nothing in common
 * but the network. Linux only, needs the right to make them.
 */
export class LinkedNamespaces implements Disposable {
  readonly #id: string;

  private constructor(id: string) {
    this.#id = id;
  }

  /**
   * @param id 1 to 20 letters and digits that nobody else uses
   * @throws Error with what `ip` has printed where this is not permitted, or there is no `ip`
   */
  static create(id: string): LinkedNamespaces {
    const namespaces = new LinkedNamespaces(id);
    try {
      namespaces.#create();
    } catch (error) {
      namespaces[Symbol.dispose]();
      throw error;
    }
    return namespaces;
  }

  /** The IPv4 address at this end. */
  addressOf(end: End): string {
    return ADDRESSES[end];
  }

  /** Runs the command behind it at this end. */
  prefixOf(end: End): string[] {
    return ['ip', 'netns', 'exec', this.#nameOf(end)];
  }

  /** Takes the link's one end down: packets from both go nowhere, and neither side is told. */
  setLink(end: End, state: 'up' | 'down'): void {
    ip(`-n ${this.#nameOf(end)} link set ${LINK} ${state}`);
  }

  /** Processes in them must have ended. */
  [Symbol.dispose](): void {
    for (const end of ['coordinator', 'worker'] as const) {
      try {
        ip(`netns del ${this.#nameOf(end)}`);
      } catch {
        // It was not made.
      }
    }
  }

  #create(): void {
    const [coordinator, worker] = [this.#nameOf('coordinator'), this.#nameOf('worker')];
    ip(`netns add ${coordinator}`);
    ip(`netns add ${worker}`);
    ip(`-n ${coordinator} link add ${LINK} type veth peer name ${LINK} netns ${worker}`);
    for (const end of ['coordinator', 'worker'] as const) {
      ip(`-n ${this.#nameOf(end)} address add ${ADDRESSES[end]}/30 dev ${LINK}`);
      // By which a machine reaches its own addresses.
      ip(`-n ${this.#nameOf(end)} link set lo up`);
      this.setLink(end, 'up');
    }
  }

  #nameOf(end: End): string {
    return `chorus-${this.#id}-${end}`;
  }
}

function ip(command: string): void {
  execFileSync('ip', command.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] });
}

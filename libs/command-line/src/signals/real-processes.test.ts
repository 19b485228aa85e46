import { ProcessMark } from '@chorus/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { STARTED_BY } from './starters.ts';

const COMMAND = fileURLToPath(new URL('testing/command.mjs', import.meta.url));
const NODE = process.execPath;
const PATIENTLY = { timeout: 20_000 };

/** A command line in a process group of its own, and the program that it starts in the end. */
class Program implements Disposable {
  readonly mark = new ProcessMark();
  readonly child: ChildProcess;
  readonly #printed: Interface;
  readonly #lines: AsyncIterator<string>;
  /** The id of the process that listens to requests. */
  pid = 0;

  private constructor(
    [file, ...args]: readonly [string, ...string[]],
    stdin: number | 'ignore' = 'ignore',
  ) {
    // The tests may be started by npm or Nx themselves.
    const own = Object.entries(process.env).filter(([name]) => !STARTED_BY.includes(name));
    this.child = spawn(file, args, {
      env: { ...Object.fromEntries(own), ...this.mark.environment },
      stdio: [stdin, 'pipe', 'inherit'],
      detached: true,
    });
    this.#printed = createInterface(this.child.stdout!);
    this.#lines = this.#printed[Symbol.asyncIterator]();
  }

  static async start(
    command: readonly [string, ...string[]],
    stdin?: number | 'ignore',
  ): Promise<Program> {
    const program = new Program(command, stdin);
    const line = await program.nextLine();
    program.pid = Number(/^runs as (\d+)/.exec(line ?? '')![1]);
    return program;
  }

  /** @returns undefined when there are no more */
  async nextLine(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : (value as string);
  }

  /** What it prints from now on until it has ended. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.nextLine(); line !== undefined; line = await this.nextLine()) {
      lines.push(line);
    }
    return lines;
  }

  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.child.pid!, signal);
  }

  async exitStatus(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  [Symbol.dispose](): void {
    this.mark[Symbol.dispose]();
  }
}

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

const REACHED = {
  'the process that was started': ({ child }: Program, signal: NodeJS.Signals) =>
    child.kill(signal),
  'the last process': ({ pid }: Program, signal: NodeJS.Signals) => process.kill(pid, signal),
  'the process group': (program: Program, signal: NodeJS.Signals) => program.signalGroup(signal),
  // As `timeout` does.
  'the process that was started, and the group': (program: Program, signal: NodeJS.Signals) => {
    program.child.kill(signal);
    program.signalGroup(signal);
  },
};

describe.runIf(process.platform === 'linux').each([
  ['in the process itself', 'new'],
  ['by a launcher on an old Node', 'old'],
])('a command that runs %s', (_, launcher) => {
  const start = () => Program.start([NODE, COMMAND, launcher]);

  test.concurrent.for(
    Object.entries(REACHED).flatMap(([who, send]) =>
      SIGNALS.map(([signal, status]) => [who, signal, status, send] as const),
    ),
  )('SIGNAL-1: %s gets %s: one request, status %i', async ([, signal, status, send]) => {
    using program = await start();
    send(program, signal);
    expect(await program.rest()).toEqual([`request ${signal}`]);
    expect(await program.exitStatus()).toBe(status);
    expect(program.mark.running().size).toBe(0);
  });

  test.concurrent.for(['SIGTERM', 'SIGKILL'] as const)(
    'SIGNAL-2, SIGNAL-6: %s ends npm, and that is a request',
    async (signal, { expect }) => {
      const line = [NODE, COMMAND, launcher].map((word) => `'${word}'`).join(' ');
      using program = await Program.start(['npm', 'exec', '-c', line]);
      program.child.kill(signal);
      expect(await program.rest()).toEqual(['request SIGTERM']);
      await expect.poll(() => program.mark.running().size, PATIENTLY).toBe(0);
    },
  );

  test.concurrent(
    'SIGNAL-6: a shell that has put it into the background and ends is none',
    async () => {
      const script = `'${NODE}' '${COMMAND}' ${launcher} patient &`;
      using program = await Program.start(['sh', '-c', script]);
      await program.exitStatus();
      expect(await program.nextLine()).toBe('nobody asked');
      process.kill(program.pid, 'SIGINT');
      expect(await program.rest()).toEqual(['request SIGINT']);
    },
  );

  const line = `'${NODE}' '${COMMAND}' ${launcher}`;
  test.concurrent.for([
    ['nohup, started by bash', ['bash', '-c', `nohup ${line}; true`], 'ignore'],
    ['a shell that ignores it', ['sh', '-c', `trap '' HUP; ${line}; true`], 'ignore'],
    ['who says so', ['sh', '-c', `CHORUS_HANGUP=ignored ${line}; true`], 'ignore'],
    // That is what nohup makes of a terminal.
    ['an input that cannot be read', [NODE, COMMAND, launcher], 'write-only'],
  ] as const)('SIGNAL-3: %s protects from SIGHUP', async ([, command, input]) => {
    const stdin = input === 'ignore' ? input : openSync('/dev/null', 'w');
    using program = await Program.start([...command], stdin);
    program.signalGroup('SIGHUP');
    process.kill(program.pid, 'SIGTERM');
    expect(await program.rest()).toEqual(['request SIGTERM']);
  });
});

test.runIf(process.platform === 'linux')(
  'SIGNAL-5: a command does not outlive its launcher, whatever ended that',
  async () => {
    using program = await Program.start([NODE, COMMAND, 'old']);
    expect(program.pid).not.toBe(program.child.pid);
    program.child.kill('SIGKILL');
    expect(await program.rest()).toEqual(['request SIGTERM']);
  },
);

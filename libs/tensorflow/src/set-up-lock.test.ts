import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { setUpTensorFlow } from './set-up-tensorflow.ts';
import { FakeMachine } from './testing/fake-machine.ts';

function machine(): FakeMachine {
  const created = new FakeMachine({ pip: 'waits' });
  onTestFinished(() => created.remove());
  return created;
}

function startSetUp(here: FakeMachine): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const program = path.join(import.meta.dirname, 'testing', 'set-up-process.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(here.options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Resolves when the machine's pip has been called. */
async function downloadBegun(here: FakeMachine): Promise<void> {
  await vi.waitFor(() => expect(here.downloads).toHaveLength(1), { timeout: 10_000 });
}

test('of two set-ups at once the second waits, saying so, and finds all done', async () => {
  const here = machine();
  const first = startSetUp(here);
  await downloadBegun(here);
  const second = startSetUp(here);
  const [message] = await once(second.stderr!, 'data');
  expect(String(message)).toContain('waiting for its end');
  here.letDownloadsEnd();
  const outcomes = await Promise.all([first, second].map((child) => text(child.stdout)));
  expect(outcomes.map((outcome) => JSON.parse(outcome))).toMatchObject([
    { kind: 'ready', changed: true },
    { kind: 'ready', changed: false },
  ]);
  expect(here.commands.map((line) => line.split(' ')[0])).toEqual(['python3', 'g++']);
});

test('a set-up that was killed blocks the next one no longer than its lock stays fresh', async () => {
  const here = machine();
  const killed = startSetUp(here);
  await downloadBegun(here);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const aMinuteAgo = new Date(Date.now() - 60_000);
  utimesSync(path.join(here.cacheFolder, 'set-up.lock'), aMinuteAgo, aMinuteAgo);
  here.letDownloadsEnd();
  expect(await setUpTensorFlow(here.options)).toMatchObject({ kind: 'ready', changed: true });
  expect(readdirSync(here.cacheFolder)).toEqual(['2.21.0-cpu']);
});

test('an interrupted set-up leaves neither lock nor download, and the next one succeeds', async () => {
  const here = machine();
  const controller = new AbortController();
  const interrupted = setUpTensorFlow({ ...here.options, signal: controller.signal });
  await downloadBegun(here);
  controller.abort(new Error('interrupted'));
  await expect(interrupted).rejects.toThrow('interrupted');
  expect(readdirSync(here.cacheFolder)).toEqual(['2.21.0-cpu.partial']);
  here.behave({});
  expect(await setUpTensorFlow(here.options)).toMatchObject({ kind: 'ready' });
});

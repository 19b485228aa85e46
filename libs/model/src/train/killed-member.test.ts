import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { needTensorFlow } from '../testing/on-tensorflow.ts';

const PROGRAM = fileURLToPath(new URL('../testing/train-layers.ts', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'chorus-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Trains in a process of its own, which is killed when it has said `killAt`.
 *
 * @returns what it said
 */
async function train(args: string[], killAt?: string): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '-1' },
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (/^(checkpoint|weights|it cannot) /.test(line)) lines.push(line);
    if (line === killAt) child.kill('SIGKILL');
  }
  return lines;
}

test.for(['compiled', 'eager'])(
  'C5: a network of many kinds of layers whose process was killed ends elsewhere with the same bits, %s',
  async (how, context) => {
    if (how === 'compiled') needTensorFlow(context);
    const checkpoint = join(folder, how);
    const whole = await train([how, join(folder, 'whole')]);
    expect(whole.slice(0, -1)).toEqual(['checkpoint 1', 'checkpoint 2', 'checkpoint 3']);
    const killed = await train([how, checkpoint], 'checkpoint 2');
    expect(killed.slice(0, 2)).toEqual(['checkpoint 1', 'checkpoint 2']);
    const second = `${checkpoint}-taken`;
    copyFileSync(checkpoint, second);
    const resumed = await train([how, join(folder, 'resumed'), second]);
    expect(resumed.at(-1)).toBe(whole.at(-1));
  },
);

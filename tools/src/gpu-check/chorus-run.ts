import type { RunEvent } from '@chorus/proto';
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Check } from './check.ts';

const WORKSPACE = path.resolve(import.meta.dirname, '../../..');
const CHORUS = path.join(WORKSPACE, 'apps/chorus/src/main.ts');
/** What takes longer has gone wrong. */
const TIMEOUT_MS = 240_000;

/** What `chorus train` has left. */
export interface ChorusRun {
  readonly events: readonly RunEvent[];
  readonly seconds: number;
  /** SHA-256 of the first member's predictions. */
  readonly predictionsSha256: string;
}

/**
 * `chorus train` on the generated images, with workers of its own, by the command that users give.
 *
 * @param onEvent told of each event, with the process id of the command
 * @throws Error with its last words when it fails, takes too long, or does not train here
 */
export async function runChorusTrain(
  { folder, options, environment }: Check,
  members: number,
  epochs: number,
  onEvent: (event: RunEvent, pid: number) => void = () => {},
): Promise<ChorusRun> {
  const out = mkdtempSync(path.join(folder, 'runs-'));
  const flags = ['--dataset', 'shapes', '--members', members, '--epochs', epochs, '--out', out];
  const limit = ['--train-limit', options.sizes.run.samples, '--json'];
  const device = options.device === 'cpu' ? ['--allow-cpu'] : [];
  const args = [CHORUS, 'train', ...flags, ...limit, ...device].map(String);
  const startMs = performance.now();
  const child = spawn(process.execPath, args, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const events: RunEvent[] = [];
  createInterface(child.stdout).on('line', (line) => {
    const event = JSON.parse(line) as RunEvent;
    if (event.type === undefined) return; // the report
    events.push(event);
    onEvent(event, child.pid!);
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const [exitStatus] = await once(child, 'close');
  if (exitStatus !== 0) throw new Error(words.trim().split('\n').at(-1));
  if (!words.includes('training here')) throw new Error('a coordinator listens here: stop it');
  const [runId = ''] = readdirSync(out);
  const predictions = readFileSync(path.join(out, runId, 'predictions/member-1.npy'));
  return {
    events,
    seconds: (performance.now() - startMs) / 1000,
    predictionsSha256: hash('sha256', predictions),
  };
}

/** `chorus doctor`: what it prints. */
export async function runChorusDoctor({ environment }: Check): Promise<string> {
  const child = spawn(process.execPath, [CHORUS, 'doctor'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(child, 'close');
  return text.trim();
}

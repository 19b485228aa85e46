import { runCommand } from '@chorus/tensorflow';
import { setTimeout as delay } from 'node:timers/promises';
import type { Check } from './check.ts';
import { runChorusDoctor, runChorusTrain } from './chorus-run.ts';

const STEP = 'run';
const MEMBERS = 2;
const EPOCHS = 2;
const MEMORY = 'memory of the device in use, in MiB';
/** The time between two looks at the device's memory. */
const LOOK_EVERY_MS = 500;
/** The driver takes its time to give back what a process that is gone held. */
const GIVEN_BACK_AFTER_MS = 3000;

/** The commands that users give: what they find, what a member trains on, and the memory that it holds. */
export async function checkRun(check: Check): Promise<void> {
  const { figures } = check;
  figures.measured(STEP, 'chorus doctor', await runChorusDoctor(check));
  const before = await usedMemory(check);
  const watch = new AbortController();
  const highest = watchMemory(check, watch.signal);
  try {
    const { events, seconds } = await runChorusTrain(check, MEMBERS, EPOCHS);
    const devices = events.filter((event) => event.type === 'training').map(({ device }) => device);
    figures.measured(STEP, 'members trained on', [...new Set(devices)].join(', '));
    figures.measured(STEP, `seconds of a run of ${MEMBERS} members, ${EPOCHS} epochs`, seconds);
  } finally {
    watch.abort();
  }
  const during = await highest;
  if (before === undefined || during === undefined) {
    figures.notMeasured(STEP, MEMORY, 'nvidia-smi does not tell');
    return;
  }
  await delay(GIVEN_BACK_AFTER_MS);
  figures.measured(STEP, `${MEMORY}: before the run`, before);
  figures.measured(STEP, `${MEMORY}: highest while it trained`, during);
  figures.measured(STEP, `${MEMORY}: after it`, (await usedMemory(check)) ?? 'not told');
}

/** @returns the highest that was seen until the signal; undefined when nothing was */
async function watchMemory(check: Check, signal: AbortSignal): Promise<number | undefined> {
  let highest: number | undefined;
  while (!signal.aborted) {
    const used = await usedMemory(check);
    if (used === undefined) return highest;
    highest = Math.max(highest ?? 0, used);
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return highest;
}

/** MiB of the first GPU; undefined on the CPU, and where `nvidia-smi` does not tell. */
async function usedMemory({ options, environment }: Check): Promise<number | undefined> {
  if (options.device === 'cpu') return undefined;
  const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits', '--id=0'];
  const outcome = await runCommand('nvidia-smi', query, { env: environment, timeoutMs: 10_000 });
  const text = outcome.ok ? outcome.stdout.trim() : '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

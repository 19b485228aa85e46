import { readdirSync, readFileSync } from 'node:fs';
import type { Check } from './check.ts';
import { runChorusTrain } from './chorus-run.ts';

const STEP = 'kill';

/** A trainer that is killed in the middle: is its member resumed, and does it end with the same bits? */
export async function checkKill(check: Check): Promise<void> {
  const { figures, options } = check;
  const { epochs } = options.sizes.run;
  const undisturbed = await runChorusTrain(check, 1, epochs);
  let killed = 0;
  const disturbed = await runChorusTrain(check, 1, epochs, (event, pid) => {
    // A checkpoint of the first epoch is there: the next one is under way.
    if (event.type === 'checkpoint' && killed === 0) killed = killTrainers(pid);
  });
  if (killed === 0) return figures.failed(STEP, 'trainers killed', 'none was found');
  figures.measured(STEP, 'trainers killed', killed);
  const attempts = disturbed.events.filter(({ type }) => type === 'training').length;
  figures.measured(STEP, 'attempts of the member', attempts);
  const same = disturbed.predictionsSha256 === undisturbed.predictionsSha256;
  figures.measured(STEP, 'same bits as an undisturbed run', same);
}

/** Kills the trainers among a process's descendants. @returns how many; 0 where there is no /proc */
function killTrainers(pid: number): number {
  const trainers = descendants(pid).filter((each) => {
    return readOrEmpty(`/proc/${each}/cmdline`).includes('/trainer/main.');
  });
  for (const trainer of trainers) process.kill(trainer, 'SIGKILL');
  return trainers.length;
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    // The command's name, in brackets, may hold anything: what follows its last bracket counts.
    const parent = readOrEmpty(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1];
    parents.set(Number(name), Number(parent));
  }
  const family = new Set([root]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  family.delete(root);
  return [...family];
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

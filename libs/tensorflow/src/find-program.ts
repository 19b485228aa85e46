import { runCommand } from './run-command.ts';
import { SetUpError } from './set-up-error.ts';

/** A program and the arguments that come before all others. */
export type Program = readonly [file: string, ...args: string[]];

const PIP_CANDIDATES: readonly Program[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];
const COMPILER_CANDIDATES: readonly Program[] = [['g++'], ['c++'], ['clang++']];

/** The first pip that answers. @throws SetUpError (`pip`) */
export async function findPip(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Program> {
  const pip = await firstThatAnswers(PIP_CANDIDATES, env, signal);
  if (pip) return pip;
  throw new SetUpError(
    'pip',
    'neither pip nor python3 -m pip runs here: install it (Debian, Ubuntu: apt install python3-pip)',
  );
}

/** The first C++ compiler that answers. @throws SetUpError (`compiler`) */
export async function findCompiler(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Program> {
  const compiler = await firstThatAnswers(COMPILER_CANDIDATES, env, signal);
  if (compiler) return compiler;
  throw new SetUpError('compiler', 'no g++ here: install it (Debian, Ubuntu: apt install g++)');
}

async function firstThatAnswers(
  candidates: readonly Program[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Program | undefined> {
  for (const candidate of candidates) {
    const [file, ...args] = candidate;
    const outcome = await runCommand(file, [...args, '--version'], { env, signal });
    if (outcome.ok) return candidate;
  }
  return undefined;
}

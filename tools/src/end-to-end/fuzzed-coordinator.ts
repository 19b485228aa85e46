import type { RawAnswer } from '@chorus/testing/fuzz';
import { status } from '@grpc/grpc-js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  MeasuredCoordinatorFacts,
  MeasuredCoordinatorOptions,
} from './measured-coordinator.ts';
import { MeasuredProcess } from './measured-process.ts';

const PROGRAM = fileURLToPath(new URL('measured-coordinator.ts', import.meta.url));

/** A coordinator with a state and a page, in a process of its own. */
export function startFuzzedCoordinator(
  folder: string,
  options: Pick<MeasuredCoordinatorOptions, 'home' | 'runsDir' | 'trust'>,
): Promise<MeasuredProcess<MeasuredCoordinatorFacts>> {
  const [state, pageDir] = [join(folder, 'state'), join(folder, 'page')];
  mkdirSync(state, { recursive: true });
  mkdirSync(pageDir, { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<title>Chorus</title>');
  return MeasuredProcess.start(PROGRAM, { ...options, state, pageDir });
}

/** The statuses that say that the server is broken: whatever comes, it answers with none of them. */
const DEFECTS: readonly number[] = [status.UNKNOWN, status.INTERNAL];

/** @throws Error about an answer that says that the server is broken, or is none */
export function requireRight(answer: RawAnswer): void {
  const isRight =
    ('grpcStatus' in answer && !DEFECTS.includes(answer.grpcStatus)) ||
    ('httpStatus' in answer && requireNoDefect(answer.httpStatus));
  if (!isRight) throw new Error(`it answers ${JSON.stringify(answer)}`);
}

/** Whether a status of HTTP does not say that the server is broken; that it has no room is none. */
export function requireNoDefect(httpStatus: number): boolean {
  return httpStatus < 500 || httpStatus === 503;
}

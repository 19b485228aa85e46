import { ChorusError } from '@chorus/proto';
import { parseEvent } from '@chorus/run-files';
import { applyEvent, type RunView } from '@chorus/run-view';
import { readFileSync } from 'node:fs';

/**
 * What a run's events.jsonl tells.
 *
 * @throws ChorusError `corrupt` when it cannot be read
 */
export function readView(path: string): RunView {
  // What a coordinator is just writing has no end yet.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  let view: RunView | undefined;
  for (const [index, line] of lines.entries()) {
    try {
      view = applyEvent(view, parseEvent(line));
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('corrupt', `${path}:${index + 1}: ${message}`, { cause: error });
    }
  }
  if (view) return view;
  throw new ChorusError('corrupt', `${path} holds no event`);
}

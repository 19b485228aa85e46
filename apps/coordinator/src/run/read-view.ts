import { readEvents } from '@chorus/run-files';
import { applyEvent, type RunView } from '@chorus/run-view';

/**
 * What a run's events.jsonl tells.
 *
 * @throws ChorusError `corrupt` when it cannot be read
 */
export function readView(path: string): RunView {
  let view: RunView | undefined;
  readEvents(path, (event) => (view = applyEvent(view, event)));
  return view!;
}

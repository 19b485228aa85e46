import { useEffect, useReducer, useRef } from 'preact/hooks';
import { RunStream } from './run-stream.ts';

/** Follows a run as long as it is shown; whoever uses it is drawn anew with every change. */
export function useRunStream(runId: string): RunStream {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const stream = useRef<{ runId: string; stream: RunStream } | undefined>(undefined);
  if (stream.current?.runId !== runId) {
    stream.current = { runId, stream: new RunStream(runId, () => redraw(undefined)) };
  }
  const { stream: followed } = stream.current;
  useEffect(() => {
    followed.open();
    return () => followed.close();
  }, [followed]);
  return followed;
}

/** Draws anew every second, for what only time changes. @param isOn false: it stays as it is */
export function useSeconds(isOn: boolean): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!isOn) return;
    const ticking = setInterval(() => redraw(undefined), 1_000);
    return () => clearInterval(ticking);
  }, [isOn]);
}

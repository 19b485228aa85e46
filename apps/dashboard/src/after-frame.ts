import { useLayoutEffect, useRef } from 'preact/hooks';

/** Pieces of work, each in a task of its own between two frames, so that no frame takes long. */
const waiting = new Set<() => void>();

/**
 * Does something big whenever one of `causes` has changed, when its turn has come; what changes until
 * then is done at once with it.
 */
export function useTurn(work: () => void, causes: readonly unknown[]): void {
  const newest = useRef(work);
  newest.current = work;
  const turn = useRef(() => newest.current());
  useLayoutEffect(() => {
    waiting.add(turn.current);
    if (waiting.size === 1) awaitFrame();
  }, causes);
  useLayoutEffect(() => () => void waiting.delete(turn.current), []);
}

// Paper waits for no frame.
addEventListener('beforeprint', () => {
  while (waiting.size > 0) runNext();
});

function awaitFrame(): void {
  // Within a frame it would add to the layout that the frame has to make.
  requestAnimationFrame(() => setTimeout(runOne));
}

function runOne(): void {
  runNext();
  if (waiting.size > 0) awaitFrame();
}

function runNext(): void {
  const [work] = waiting;
  if (!work) return;
  waiting.delete(work);
  work();
}

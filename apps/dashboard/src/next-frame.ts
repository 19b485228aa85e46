/** Work for the next frames of the screen, one piece in each, so that none of them takes long. */
const waiting: (() => void)[] = [];

/** @returns what calls it off */
export function nextFrame(work: () => void): () => void {
  waiting.push(work);
  if (waiting.length === 1) requestAnimationFrame(runOne);
  return () => {
    const index = waiting.indexOf(work);
    // The first one keeps the frames coming.
    if (index > 0) waiting.splice(index, 1);
    else if (index === 0) waiting[0] = () => {};
  };
}

function runOne(): void {
  waiting[0]!();
  waiting.shift();
  if (waiting.length > 0) requestAnimationFrame(runOne);
}

/** Shows how much of a known amount is done. */
export interface Progress {
  update(doneBytes: number): void;
  stop(): void;
}

const BYTES_PER_MB = 1_000_000;
const LINE_EVERY_PERCENT = 10;

/** A bar on a terminal; elsewhere a line every 10 %. */
export async function startProgress(
  label: string,
  totalBytes: number,
  output: NodeJS.WriteStream | ((line: string) => void),
): Promise<Progress> {
  return typeof output === 'function'
    ? lineProgress(label, totalBytes, output)
    : barProgress(label, totalBytes, output);
}

async function barProgress(
  label: string,
  totalBytes: number,
  stream: NodeJS.WriteStream,
): Promise<Progress> {
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    {
      stream,
      format: `${label} {bar} {percentage} % of {total} MB, {eta_formatted} left`,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const megabytes = (bytes: number) => Math.round(bytes / BYTES_PER_MB);
  bar.start(megabytes(totalBytes), 0);
  return {
    update: (doneBytes) => bar.update(megabytes(Math.min(doneBytes, totalBytes))),
    stop: () => bar.stop(),
  };
}

function lineProgress(
  label: string,
  totalBytes: number,
  printLine: (line: string) => void,
): Progress {
  let printedPercent = 0;
  return {
    update(doneBytes) {
      const percent = Math.min(100, Math.floor((100 * doneBytes) / totalBytes));
      const rounded = percent - (percent % LINE_EVERY_PERCENT);
      if (rounded <= printedPercent) return;
      printedPercent = rounded;
      printLine(`${label} ${rounded} % of ${Math.round(totalBytes / BYTES_PER_MB)} MB`);
    },
    stop() {},
  };
}

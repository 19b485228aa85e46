/** Numbers as people see them, on a terminal and on the page. */

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `01:12`, with hours `1:02:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const minutesAndSeconds = `${twoDigits(Math.floor(whole / 60) % 60)}:${twoDigits(whole % 60)}`;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${minutesAndSeconds}` : minutesAndSeconds;
}

/** A pause: `4 s`. */
export function formatSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

/** `2,310` */
export function formatInteger(value: number): string {
  return integer.format(value);
}

/** `1 epoch`, `2,310 epochs` */
export function formatCount(value: number, what: string, plural = `${what}s`): string {
  return `${formatInteger(value)} ${value === 1 ? what : plural}`;
}

/** `2,310 samples/s` */
export function formatRate(samplesPerSecond: number): string {
  return `${formatInteger(samplesPerSecond)} samples/s`;
}

export function formatLoss(loss: number): string {
  return loss.toFixed(4);
}

/** An accuracy with the digits of the experiment: `0.6924`. */
export function formatAccuracy(accuracy: number): string {
  return accuracy.toFixed(4);
}

/** A number of any size, with three digits that count: `0.001`, `2.31`, `1.5e-7`. */
export function formatSmall(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A difference of accuracies, with its sign: `+0.0324`. */
export function formatGain(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${formatAccuracy(Math.abs(difference))}`;
}

/** A dataset's name, never without the word when it is not photographs. */
export function formatDataset({ name, synthetic }: { name: string; synthetic: boolean }): string {
  return synthetic ? `${name} (synthetic)` : name;
}

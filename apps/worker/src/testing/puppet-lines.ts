import type { ProcessMessage, TrainerRequest } from '../trainer/messages.ts';

/** The environment variable that tells a fake trainer where its test listens. */
export const PORT_VARIABLE = 'CHORUS_TEST_TRAINER_PORT';

/** What a test makes a fake trainer do. */
export interface PuppetOrder {
  readonly say?: ProcessMessage;
  /** End with this status, or of this signal. */
  readonly exit?: number | NodeJS.Signals;
}

/** What a fake trainer tells its test. */
export interface PuppetNews {
  readonly pid: number;
  readonly request: TrainerRequest;
}

/** One line of JSON, in which bytes are base64. */
export function encodeLine(value: PuppetOrder | PuppetNews): string {
  return `${JSON.stringify(value, replaceBytes)}\n`;
}

/** A Buffer comes as what it makes of itself: only its owner still has the bytes. */
function replaceBytes(this: Record<string, unknown>, key: string, part: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? { base64: Buffer.from(bytes).toString('base64') } : part;
}

export function decodeLine<Value>(line: string): Value {
  return JSON.parse(line, (_, part) =>
    typeof part?.base64 === 'string' ? new Uint8Array(Buffer.from(part.base64, 'base64')) : part,
  ) as Value;
}

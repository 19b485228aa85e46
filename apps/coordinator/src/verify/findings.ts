import { ChorusError } from '@chorus/proto';

/** What a verification says of one thing. */
export interface Finding {
  /** What was looked at, in a word: `files`, `events`. */
  readonly what: string;
  /** `whole`: it is what the run made; `altered`: it is not; `unknown`: nothing in the run tells. */
  readonly found: 'whole' | 'altered' | 'unknown';
  readonly text: string;
}

/**
 * What an error says of what was looked at. JSON of another form than a run writes makes what computes with it fail anyhow.
 *
 * @throws the error, when it is about something else
 */
function alterationOf(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) {
    return `it is not as a run writes it: ${error.message}`;
  }
  if (error instanceof ChorusError && error.code !== 'refused') return error.message;
  throw error;
}

/** What a verification has found so far, in the order in which it looked. */
export class Findings {
  readonly all: Finding[] = [];

  get areWhole(): boolean {
    return this.all.every(({ found }) => found !== 'altered');
  }

  whole(what: string, text: string): void {
    this.all.push({ what, found: 'whole', text });
  }

  altered(what: string, text: string): void {
    this.all.push({ what, found: 'altered', text });
  }

  unknown(what: string, text: string): void {
    this.all.push({ what, found: 'unknown', text });
  }

  /**
   * Looks at something.
   *
   * @param look says what it has found; what it throws is that something was altered
   * @returns what `look` returns, undefined when something was altered
   * @throws what is a defect, or a newer version's
   */
  look<Result>(what: string, look: () => Result): Result | undefined {
    try {
      return look();
    } catch (error) {
      this.altered(what, alterationOf(error));
      return undefined;
    }
  }
}

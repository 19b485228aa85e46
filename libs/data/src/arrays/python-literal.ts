/** A value that a Python literal stands for; of a dictionary with texts as keys. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/** More is in no header; without a limit a row of brackets could fill the stack. */
const NESTING_LIMIT = 16;

const TOKEN =
  /[ \t\r\n\f]*(?:(?<mark>[{}()[\],:])|(?<integer>-?\d+)L?(?![\w.])|(?<word>True|False|None)(?!\w)|[bu]?'(?<single>(?:[^'\\]|\\.)*)'|[bu]?"(?<double>(?:[^"\\]|\\.)*)")/suy;

/**
 * Reads one Python literal of what headers of NPY files are made of: dictionaries, tuples, lists, texts,
 * whole numbers, `True`, `False`, `None`. Nothing is run.
 *
 * @throws SyntaxError when the text is anything else
 */
export function parsePythonLiteral(text: string): PythonValue {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  reader.expectEnd();
  return value;
}

class LiteralReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): PythonValue {
    if (depth > NESTING_LIMIT) throw new SyntaxError('too deeply nested');
    const { mark, integer, word, single, double } = this.#next();
    if (mark === '{') return this.#dictionary(depth);
    if (mark === '(') return this.#sequence(')', depth);
    if (mark === '[') return this.#sequence(']', depth);
    if (integer !== undefined) return toInteger(integer);
    if (word !== undefined) return word === 'None' ? null : word === 'True';
    const quoted = single ?? double;
    if (quoted === undefined) throw this.#unexpected();
    return quoted.replace(/\\(.)/gsu, '$1');
  }

  expectEnd(): void {
    if (/[^ \t\r\n\f]/u.test(this.#text.slice(this.#position))) throw this.#unexpected();
  }

  #dictionary(depth: number): PythonValue {
    const entries: [string, PythonValue][] = [];
    while (!this.#accept('}')) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' || !this.#accept(':')) throw this.#unexpected();
      entries.push([key, this.value(depth + 1)]);
      if (!this.#accept(',') && !this.#sees('}')) throw this.#unexpected();
    }
    return Object.fromEntries(entries);
  }

  /** A tuple or list; one value in round brackets without a comma is that value. */
  #sequence(end: ')' | ']', depth: number): PythonValue {
    const values: PythonValue[] = [];
    let comma = false;
    while (!this.#accept(end)) {
      values.push(this.value(depth + 1));
      comma = this.#accept(',');
      if (!comma && !this.#sees(end)) throw this.#unexpected();
    }
    return end === ')' && values.length === 1 && !comma ? values[0]! : values;
  }

  #accept(mark: string): boolean {
    const before = this.#position;
    if (this.#match()?.['mark'] === mark) return true;
    this.#position = before;
    return false;
  }

  #sees(mark: string): boolean {
    const before = this.#position;
    const found = this.#accept(mark);
    this.#position = before;
    return found;
  }

  #next(): Record<string, string | undefined> {
    const groups = this.#match();
    if (!groups) throw this.#unexpected();
    return groups;
  }

  #match(): Record<string, string | undefined> | undefined {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (!match) return undefined;
    this.#position = TOKEN.lastIndex;
    return match.groups;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`unexpected at character ${this.#position + 1}`);
  }
}

function toInteger(digits: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw new SyntaxError(`${digits} is out of range`);
  return value;
}

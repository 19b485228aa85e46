import { DatasetError } from '@chorus/data';
import { ChorusError } from '@chorus/proto';

/** Does what may fail with a DatasetError, whose code then is one of the wire. */
export async function asChorusError<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const code = { missing: 'not-found', corrupt: 'corrupt' } as const;
    throw new ChorusError(
      error.code in code ? code[error.code as keyof typeof code] : 'internal',
      error.message,
      { cause: error },
    );
  }
}

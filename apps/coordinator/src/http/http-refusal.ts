import { ChorusError } from '@chorus/proto';

/** Why a request is not answered, where HTTP has a status for just that; all else is a ChorusError. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpRefusal';
    this.status = status;
    this.headers = headers;
  }
}

/** Of an error while somebody logs in: 403 for who is refused, whom the request itself would not help. */
export function asForbidden(error: unknown): unknown {
  const isRefused = error instanceof ChorusError && error.code === 'refused';
  return isRefused ? new HttpRefusal(403, error.message) : error;
}

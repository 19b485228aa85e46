import type { Backend, BackendError } from '@chorus/model';

const DOCTOR = "'chorus doctor' says what to do";

/** Why it is this backend: one line, with the remedy where TensorFlow should have been it. */
export function describeBackend({
  reason,
  addonProblem,
}: Pick<Backend, 'reason' | 'addonProblem'>) {
  return addonProblem === undefined ? reason : `${reason}; ${DOCTOR}`;
}

/** Why no backend was started: one line, with the remedy. */
export function describeBackendError({ code, message, addonProblem }: BackendError): string {
  if (code !== 'no-gpu') return `${message}: ${DOCTOR}`;
  const reason = describeBackend({ reason: message, addonProblem });
  return `${reason}. To train without a GPU pass --allow-cpu`;
}

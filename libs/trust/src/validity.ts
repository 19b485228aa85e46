import { X509Certificate } from 'node:crypto';

/** From when to when a certificate is good, in milliseconds of Unix time. */
export interface Validity {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @param certificate as PEM. @throws Error when it is none */
export function validityOf(certificate: string): Validity {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return { fromMs: validFromDate.getTime(), toMs: validToDate.getTime() };
}

/** Of a certificate's time this share is over when it is renewed: the rest is for coordinators and networks that are away. */
const RENEWED_AFTER = 2 / 3;

/**
 * Whether whoever can make a certificate at once is to make another one: since it ends soon, or is not valid yet, by a clock that was ahead when
 * it was made. @param certificate as PEM
 */
export function needsAnother(certificate: string, nowMs: number): boolean {
  return nowMs < validityOf(certificate).fromMs || isRenewalDue(certificate, nowMs);
}

/** Whether a certificate ends so soon that another one is to be got. @param certificate as PEM */
export function isRenewalDue(certificate: string, nowMs: number): boolean {
  const { fromMs, toMs } = validityOf(certificate);
  return nowMs >= fromMs + (toMs - fromMs) * RENEWED_AFTER;
}

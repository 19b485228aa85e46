export { ChorusError, type ChorusErrorOptions, type ErrorCode } from './chorus-error.ts';

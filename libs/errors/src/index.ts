export { ChorusError, type ErrorCode } from './chorus-error.ts';

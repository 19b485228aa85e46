export { CLIENT_ID, TestIssuer, type TestClaims } from '../src/trust/testing/test-issuer.ts';

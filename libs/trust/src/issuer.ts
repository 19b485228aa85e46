/** What asks issuers of identities: apart from the rest, since it loads a library that most commands do not need. */
export { discoverIssuer, reasonOf } from './discover-issuer.ts';
export { ISSUER_ANSWER_MS, isSecureUrl, issuerFetch } from './issuer-fetch.ts';

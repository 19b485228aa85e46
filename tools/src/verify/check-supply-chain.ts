/**
 * Asks npm's registry whether what is installed has known vulnerabilities, and whether it has been
 * signed. Where the registry does not tell, that is said: nothing passes that nobody has checked.
 */
import { auditSignatures, auditVulnerabilities } from './audit.ts';

const AUDITS = { vulnerabilities: auditVulnerabilities, signatures: auditSignatures };

for (const [name, audit] of Object.entries(AUDITS)) {
  const found = await audit();
  const told = found.outcome === 'not checked' ? `not checked: ${found.reason}` : found.outcome;
  process.stdout.write(`${name} of npm's packages: ${told}\n`);
  if (found.outcome !== 'faulty') continue;
  for (const fault of found.faults) process.stdout.write(`  ${fault}\n`);
  process.exitCode = 1;
}

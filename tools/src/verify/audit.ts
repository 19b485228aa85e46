import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What npm's audit came to: whether anything is wrong, or why nobody can say. */
export type Audit =
  | { readonly outcome: 'clean' }
  | { readonly outcome: 'faulty'; readonly faults: readonly string[] }
  | { readonly outcome: 'not checked'; readonly reason: string };

/** How npm is asked: of which registry (default: its own configuration's), and how long it may take. */
export interface AuditOptions {
  readonly registry?: string;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

/** Asks the registry for the known vulnerabilities of what is shipped, `npm audit --omit=dev`. */
export async function auditVulnerabilities(options: AuditOptions = {}): Promise<Audit> {
  const answer = await askNpm(['audit', '--omit=dev'], options);
  if (!isRecord(answer)) return notChecked(answer);
  const { vulnerabilities } = answer;
  if (!isRecord(vulnerabilities)) return notChecked(answer);
  return auditOf(
    Object.entries(vulnerabilities).map(([name, found]) => {
      const { severity, via } = isRecord(found) ? found : {};
      const causes = (Array.isArray(via) ? via : []).map((cause) => {
        return isRecord(cause) ? cause['title'] : `needs ${cause}`;
      });
      return `${name}: ${causes.join('; ')} (${severity})`;
    }),
  );
}

/** Checks that the registry has signed what is installed, `npm audit signatures`. */
export async function auditSignatures(options: AuditOptions = {}): Promise<Audit> {
  const answer = await askNpm(['audit', 'signatures'], options);
  if (!isRecord(answer)) return notChecked(answer);
  const { invalid, missing } = answer;
  if (!Array.isArray(invalid) || !Array.isArray(missing)) return notChecked(answer);
  return auditOf([
    ...invalid.map(({ name, version }) => `${name} ${version} has a wrong signature`),
    ...missing.map(({ name, version }) => `${name} ${version} is not signed`),
  ]);
}

function auditOf(faults: readonly string[]): Audit {
  return faults.length === 0 ? { outcome: 'clean' } : { outcome: 'faulty', faults };
}

/** npm's own words: it says in JSON what the registry answered, or what it could not reach. */
function notChecked(answer: unknown): Audit {
  const { message, error, code } = isRecord(answer) ? answer : {};
  const { summary, code: errorCode } = isRecord(error) ? error : {};
  const told = [summary, errorCode, message, code, isRecord(answer) ? undefined : answer];
  const reason = told
    .map((words) => (typeof words === 'string' ? withoutAddress(words) : ''))
    .find((words) => words !== '');
  return { outcome: 'not checked', reason: reason ?? 'npm gave no answer' };
}

/** Where a registry lies is this machine's configuration, and no matter of the project. */
function withoutAddress(words: string): string {
  return (words.split('\n')[0] ?? '')
    .replaceAll(/\s*(-\s*[A-Z]+\s+)?(to\s+)?https?:\/\/\S+/g, '')
    .trim();
}

/** npm's answer as JSON, or the text that is none. */
async function askNpm(args: readonly string[], options: AuditOptions): Promise<unknown> {
  const { registry, timeoutMs = TIMEOUT_MS } = options;
  const flags = ['--json', '--fetch-retries=0', ...(registry ? [`--registry=${registry}`] : [])];
  const npm = spawn('npm', [...args, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  const failed = new Promise<string>((resolve) =>
    npm.on('error', ({ message }) => resolve(message)),
  );
  const answered = Promise.all([text(npm.stdout), text(npm.stderr)]);
  const output = await Promise.race([failed, answered]);
  if (typeof output === 'string') return output;
  if (npm.signalCode !== null) return `npm took longer than ${timeoutMs / 1000} s`;
  try {
    return JSON.parse(output[0]);
  } catch {
    return output[1] || output[0];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Starts a backend and prints it, or the error, as JSON: node print-backend.ts <options as JSON>
import { startBackend } from '../backends/backend.ts';
import { BackendError } from '../backends/backend-error.ts';

try {
  console.log(JSON.stringify(await startBackend(JSON.parse(process.argv[2]!))));
} catch (error) {
  if (!(error instanceof BackendError)) throw error;
  const { code, message, addonProblem } = error;
  console.log(JSON.stringify({ code, message, addonProblem }));
}

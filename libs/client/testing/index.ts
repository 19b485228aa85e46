export { FakeRunService } from './fake-run-service.ts';

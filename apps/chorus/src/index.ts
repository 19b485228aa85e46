export { buildPage, prepareReports } from './build-page.ts';

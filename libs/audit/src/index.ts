export { AUDIT_FILE, AuditLog } from './audit-log.ts';
export type { AuditPosition } from './audit-line.ts';
export { checkAuditLog, type AuditCheck } from './check-audit-log.ts';
export type { Actor, AuditEntry, Decision } from './decision.ts';
export { readAuditLog, type AuditLine, type AuditLines } from './read-audit-log.ts';
export { recordDecision, systemUser, type LocalDecision } from './record-decision.ts';

export type { Delivery, Mail, Mailer } from './mailer.port.ts';
export { inMemoryMailer, type InMemoryMailer } from './mailer.in-memory.ts';
export { smtpMailer, type SmtpMailer, type SmtpOptions } from './mailer.smtp.ts';

export { notificationService } from './service.ts';
export { default as notificationMigrations } from './migrations.ts';
export type { Delivery, Mailer } from './gateways/mailer.port.ts';
export type { Mail } from './domain/mail.ts';
export { inMemoryMailer, type InMemoryMailer, type KeptMail } from './gateways/mailer.in-memory.ts';
export { smtpMailer, type SmtpMailer, type SmtpOptions } from './gateways/mailer.smtp.ts';

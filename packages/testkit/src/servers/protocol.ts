import { z } from 'zod';

/** How test processes find the servers of the run: the address of the process that has them. */
export const SERVERS_URL = 'MURMURATION_TEST_SERVERS';

/** A service's migrations as they travel between processes. */
export const templateRequest = z.object({
  migrations: z.array(z.object({ service: z.string(), directory: z.string() })),
});

export const templateAnswer = z.object({
  adminUrl: z.string(),
  /** The name of the template database. */
  template: z.string(),
  /** Of the roles of all services. */
  password: z.string(),
});

export type TemplateRequest = z.infer<typeof templateRequest>;
export type TemplateAnswer = z.infer<typeof templateAnswer>;

/** An error as the database reports it, under one of its codes. */
export function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

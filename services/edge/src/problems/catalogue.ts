/** Every problem that the edge answers with: its status, and what it means in a few words. docs/errors.md says how to mend each. */
export const catalogue = {
  malformed_request: { status: 400, title: 'The request is not HTTP, or its address is not right' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  invalid_request: { status: 400, title: 'The request is not right' },
  not_signed_in: { status: 401, title: 'You are not signed in' },
  token_refused: { status: 401, title: 'The access token is not accepted' },
  credentials_refused: { status: 401, title: 'The credentials are not accepted' },
  not_allowed: { status: 403, title: 'You may not do this' },
  not_found: { status: 404, title: 'There is no such thing' },
  no_such_route: { status: 404, title: 'There is no such address' },
  method_not_allowed: { status: 405, title: 'This address does not take this method' },
  not_acceptable: { status: 406, title: 'No representation is acceptable to you' },
  request_timeout: { status: 408, title: 'The request came too slowly' },
  conflict: { status: 409, title: 'The request does not fit the present state' },
  too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  unsupported_media_type: { status: 415, title: 'The body is of another type than is taken here' },
  unprocessable: { status: 422, title: 'The request cannot be fulfilled as it is' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  too_many_streams: { status: 429, title: 'Too many streams are open' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'The edge failed' },
  service_failed: { status: 502, title: 'The service failed to answer' },
  service_unavailable: { status: 503, title: 'The service is not there at the moment' },
  keys_unavailable: { status: 503, title: 'Access tokens cannot be checked at the moment' },
  overloaded: { status: 503, title: 'Too much is going on at the moment' },
  deadline_exceeded: { status: 504, title: 'The service did not answer in time' },
} as const;

/** The stable name of a problem. */
export type ProblemCode = keyof typeof catalogue;

/** The URI of a problem's kind, as RFC 9457 wants it. */
export const problemType = (code: ProblemCode): string => `urn:murmuration:problem:${code}`;

/** Headers of problems that are answered without the hooks of the framework, since there is no request for them to see. */
export const PLAIN_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** The origins of `CORS_ORIGIN`, whose pages may call the service. */
export function allowedOrigins(corsOrigin: string): string[] {
  return corsOrigin === '' ? [] : corsOrigin.split(',').map((origin) => origin.trim());
}

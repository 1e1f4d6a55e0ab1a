import { generateKeys, trustedCallers } from './keys.ts';

/**
 * Prints new keys as settings for `.env`, which `docker-compose.yml` reads: `npm run -s keys >> .env`.
 * They contain private keys: keep the file secret.
 */
const keys = await generateKeys();
const settings = {
  ACCESS_TOKEN_KEYS: keys.accessTokens,
  ROUTER_CALLER_KEY: keys.router,
  RESERVATIONS_CALLER_KEY: keys.reservations,
  TRUSTED_CALLERS: trustedCallers(keys, 'users'),
  ORDERS_TRUSTED_CALLERS: trustedCallers(keys, 'orders'),
};
for (const [name, value] of Object.entries(settings)) {
  process.stdout.write(`${name}='${JSON.stringify(value)}'\n`);
}

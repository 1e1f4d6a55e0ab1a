import { randomBytes } from 'node:crypto';
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
  // Part of an address, so without characters that need an escape.
  MONGODB_PASSWORD: randomBytes(32).toString('hex'),
  // A key file of MongoDB: base64, 6 to 1024 characters.
  MONGODB_KEY: randomBytes(96).toString('base64'),
};
for (const [name, value] of Object.entries(settings)) {
  process.stdout.write(`${name}='${typeof value === 'string' ? value : JSON.stringify(value)}'\n`);
}

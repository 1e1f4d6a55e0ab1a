# One image for every process, chosen by the command: dist/router/main.js, dist/subgraphs/<name>/main.js,
# dist/subgraphs/reservations/worker/main.js.

FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM build AS production
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:24.11.1-bookworm-slim
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    APOLLO_TELEMETRY_DISABLED=true \
    HOST=0.0.0.0 \
    SUPERGRAPH_PATH=/app/dist/schema/supergraph.graphql
WORKDIR /app
COPY --from=production /app/package.json ./
COPY --from=production /app/node_modules ./node_modules
COPY --from=production /app/dist ./dist
USER node
EXPOSE 4000
# The health check uses PORT, so set PORT for every container except the router's.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "dist/router/main.js"]

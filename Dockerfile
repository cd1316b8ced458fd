# One node. The web pages and the server are built here; nothing is installed or built at the start.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN node scripts/build.js && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/flows/trees ./flows/trees
USER node
EXPOSE 3000
CMD ["node", "--max-semi-space-size=64", "--enable-source-maps", "dist/server/main.js"]

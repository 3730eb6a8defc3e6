# The course and the facilitators' side as one image. See src/lib/server/README.md.
FROM node:22-bookworm-slim AS build
# better-sqlite3 is compiled where no binary of it fits.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /breakout
COPY package.json package-lock.json ./
RUN npm install --no-save --no-fund --no-audit
COPY . .
RUN npm run build

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4173 DATA_DIR=/data
WORKDIR /breakout
COPY --from=build --chown=node:node /breakout /breakout
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4173
# With a certificate of its own the server speaks https alone, and the certificate names no 127.0.0.1.
HEALTHCHECK --interval=15s --timeout=5s CMD ["node", "--no-warnings", "-e", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; fetch(`${process.env.TLS_CERT ? 'https' : 'http'}://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not npm: the signal that ends the container must reach the server.
CMD ["node", "src/command/serve.js"]

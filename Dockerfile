# One image for every process of Arrears: the command decides what runs (a worker, when none is given), the
# environment where its servers are (platform/config.ts). TypeScript runs as it is, so there is nothing to compile.
FROM node:20.20.2-slim AS build
WORKDIR /srv/arrears
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# Generates the database client, which needs what only development needs; then that goes.
RUN node scripts/prepare.mjs && npm prune --omit=dev

FROM node:20.20.2-slim
ENV NODE_ENV=production
WORKDIR /srv/arrears
COPY --from=build /srv/arrears ./
RUN printf '#!/bin/sh\nexec node --require tsx/cjs /srv/arrears/cli/main.ts "$@"\n' > /usr/local/bin/arrears \
 && chmod 755 /usr/local/bin/arrears \
 && mkdir exchange \
 && chown node:node exchange
USER node
# The workflows are bundled now, so that a worker does not spend its start on it.
RUN node --require tsx/cjs --eval "require('./workers/workflow-bundle').workflowBundle()"
# Exec form: the worker gets SIGTERM itself, takes no new task and finishes those it has.
CMD ["node", "--require", "tsx/cjs", "workers/main.ts"]

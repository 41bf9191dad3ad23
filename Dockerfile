# krr-gitops with everything it runs: Node 24, git, kustomize and krr. Linux, amd64 (krr's image has no other).
#
#   docker build --tag krr-gitops .
#   docker run --rm --volume "$PWD:/work" krr-gitops plan --report krr.json

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM registry.k8s.io/kustomize/kustomize:v5.5.0 AS kustomize

# krr is a Python program and its image is the only place where its locked dependencies are ready: build upon it.
FROM us-central1-docker.pkg.dev/genuine-flight-317411/devel/krr:v1.29.0
USER root
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && printf '#!/bin/sh\nexec python /app/krr.py "$@"\n' > /usr/local/bin/krr \
  && chmod 755 /usr/local/bin/krr \
  && useradd --create-home --uid 10001 krr-gitops
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=kustomize /app/kustomize /usr/local/bin/kustomize
WORKDIR /opt/krr-gitops
COPY --from=build /src/node_modules node_modules
COPY --from=build /src/dist dist
COPY package.json LICENSE ./
COPY examples examples
COPY schemas schemas
RUN ln -s /opt/krr-gitops/dist/entry/main.js /usr/local/bin/krr-gitops && chmod 755 dist/entry/main.js
USER krr-gitops
# A mounted repository belongs to somebody else; git would refuse to look at it.
RUN git config --global --add safe.directory '*'
WORKDIR /work
ENTRYPOINT ["krr-gitops"]
CMD ["--help"]

/** The GitHub workflow that `init` writes. */

/** @param version of krr-gitops; the workflow stays on this minor version */
export function buildWorkflow(version: string): string {
  const range = version.split('.').slice(0, 2).join('.')
  return `# Once a week: ask krr, and open or update pull requests. Running it again changes nothing.
name: krr-gitops

on:
  schedule:
    - cron: '23 4 * * 1' # Mondays, 04:23 UTC
  workflow_dispatch:

# Least rights: a branch and a pull request. krr-gitops never merges unless pullRequests.merge says so.
permissions:
  contents: write
  pull-requests: write

# Two runs at a time would only wait for each other.
concurrency:
  group: krr-gitops

jobs:
  propose:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24

      # krr reads your cluster and its Prometheus. This step needs the secret KRR_KUBECONFIG: a kubeconfig that may only
      # read. Does the runner not reach the cluster? Then let a CronJob in the cluster write the report, replace this
      # step by one that fetches it, and keep the file name. With several clusters write one report for each, and give
      # all of them to the last step.
      - name: Ask krr
        env:
          KRR_KUBECONFIG: \${{ secrets.KRR_KUBECONFIG }}
        run: |
          umask 077
          printf '%s' "$KRR_KUBECONFIG" > "$RUNNER_TEMP/kubeconfig"
          docker run --rm --user "$(id -u)" --env HOME=/tmp --env KUBECONFIG=/kubeconfig \\
            --volume "$RUNNER_TEMP/kubeconfig:/kubeconfig:ro" \\
            us-central1-docker.pkg.dev/genuine-flight-317411/devel/krr:v1.29.0 \\
            python krr.py simple --formatter json --quiet --logtostderr > "$RUNNER_TEMP/krr.json"

      # GitHub starts no checks on pull requests that were opened with github.token. If yours must run, use the token of
      # a GitHub App instead (actions/create-github-app-token) with contents: write and pull-requests: write.
      - name: Propose
        env:
          GITHUB_TOKEN: \${{ github.token }}
        run: npx --yes krr-gitops@${range} propose --report "$RUNNER_TEMP/krr.json"
`
}

/** krr does not understand its arguments. Values are checked before it runs, so most of these mean another version of krr. */
import { type Evidence, search, searchPlain } from './evidence.ts'
import { type Failure, failure, type Rule } from './failure.ts'

const OTHER_VERSION = 'Compare with `krr simple --help`: another version of krr may lack it; 1.29 is known to work.'
const FLAGS = 'Correct clusters[].krr.flags or the scan settings.'

/** Names that pydantic uses for what the command line calls otherwise. */
const CONFIG_FIELDS: Readonly<Record<string, readonly [code: string, what: string]>> = {
  format: ['krr-format-unknown', 'the output format json'],
  namespaces: ['krr-namespace-invalid', 'a namespace'],
  prometheus_other_headers: ['krr-header-invalid', 'a header for Prometheus'],
}

export const USAGE_RULES: readonly Rule[] = [
  rule(/No such command '([^']+)'/, ([, name]) =>
    failure(2, 'krr-strategy-unknown', `krr has no strategy ${name}`, 'Write simple or simple-limit in scan.strategy.'),
  ),
  rule(/No such option:? (\S+)/, ([, name]) =>
    failure(2, 'krr-option-unknown', `krr does not know the option ${name}`, OTHER_VERSION),
  ),
  rule(/Option '([^']+)' requires an argument/, ([, name]) =>
    failure(2, 'krr-option-without-value', `krr got the option ${name} without a value`, FLAGS),
  ),
  rule(/Invalid value for '([^']+)'/, ([, name]) =>
    failure(2, 'krr-option-value', `krr does not take the value of ${name}`, FLAGS),
  ),
  rule(/(--[\w-]+) works only with (\S+)/, ([, name, other]) =>
    failure(2, 'krr-option-conflict', `krr takes ${name} only with ${other}`, FLAGS),
  ),
  rule(/validation errors? for Config (\w+)/, ([, field = '']) => {
    const known = CONFIG_FIELDS[field]
    const code = known?.[0] ?? 'krr-option-value'
    return failure(2, code, `krr does not take ${known?.[1] ?? `the value of ${field}`}`, FLAGS)
  }),
  rule(/validation errors? for \w*StrategySettings (\w+)/, ([, field]) =>
    failure(2, 'krr-flag-value', `krr's strategy does not take the value of ${field}`, FLAGS),
  ),
  rule(/--prometheus-url must start with/, () =>
    failure(
      2,
      'krr-prometheus-url-invalid',
      'krr does not take the URL of Prometheus, which has no http:// or https://',
      'Correct clusters[].krr.prometheusUrl.',
    ),
  ),
  rule(/error parsing env var "(\w+)"/, ([, name]) =>
    failure(
      2,
      'krr-environment-invalid',
      `krr cannot read the environment variable ${name?.toUpperCase()}`,
      'Unset it where this program runs.',
    ),
  ),
  rule(/\bre\.error: (nothing to repeat|[\w ,()]+)/, () =>
    failure(
      2,
      'krr-namespace-invalid',
      'krr cannot use a namespace as a regular expression',
      'Correct scan.namespaces: they are names or regular expressions, not globs.',
    ),
  ),
  rule(/\bStopIteration$/, () =>
    failure(2, 'krr-kind-unknown', 'krr does not know a kind of workload', 'Correct scan.resources.'),
  ),
  rule(/ModuleNotFoundError|ImportError: /, () =>
    failure(3, 'krr-broken', 'krr is not installed completely', 'Install krr again (brew, pipx, or its image).'),
  ),
  rule(/Usage: (\S+) .*COMMAND/, () =>
    failure(
      2,
      'krr-printed-help',
      'krr printed its help instead of a report',
      'The command in KRR must pass its arguments on to krr.',
    ),
  ),
]

function rule(pattern: RegExp, toFailure: (match: RegExpExecArray) => Failure): Rule {
  return (evidence: Evidence) => {
    const match = searchPlain(evidence, pattern) ?? search(evidence, pattern)
    return match === null ? null : toFailure(match)
  }
}

/** What krr, and the login programs that a kubeconfig starts, may see of our environment. */

const NAMES = [
  ...['KUBECONFIG', 'KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT'],
  ...['KRR_OWNER_BATCH_SIZE', 'KRR_RELATED_POD_LABEL', 'PROM_REFRESH_CREDS_SEC'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME'],
  ...['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CA_BUNDLE', 'AWS_STS_REGIONAL_ENDPOINTS'],
  ...[
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  ],
  ...['GOOGLE_APPLICATION_CREDENTIALS', 'CLOUDSDK_CONFIG', 'CLOUDSDK_CORE_PROJECT', 'USE_GKE_GCLOUD_AUTH_PLUGIN'],
  ...['AZURE_CONFIG_DIR', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_FEDERATED_TOKEN_FILE'],
  ...['AZURE_AUTHORITY_HOST', 'AAD_LOGIN_METHOD', 'AAD_SERVICE_PRINCIPAL_CLIENT_ID'],
]

/**
 * `CERTIFICATE` is left out on purpose (krr then prints on stdout and changes its own certificate bundle), and
 * `OTHER_ARGS`, `NAMED_SINKS`, `PROMETHEUS_OTHER_HEADERS`, which end krr when they hold no JSON.
 */
export const PASSED_ENVIRONMENT: readonly string[] = NAMES

/** @param temporary a private folder: krr writes client keys there and leaves them when it is stopped */
export function ownEnvironment(temporary: string): Readonly<Record<string, string>> {
  // Without UTF-8 Python cannot print the boxes of its own messages.
  return { ENABLE_JSON_LOGS_FORMAT: 'true', TMPDIR: temporary, PYTHONIOENCODING: 'utf-8', NO_COLOR: '1' }
}

/** What a result depends on besides the arguments: which kubeconfig, and which cluster "here" is. */
export function identity(env: Readonly<Record<string, string | undefined>>): readonly (string | null)[] {
  return ['KUBECONFIG', 'HOME', 'KUBERNETES_SERVICE_HOST', 'AWS_PROFILE'].map((name) => env[name] ?? null)
}

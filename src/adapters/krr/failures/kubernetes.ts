/** krr does not get on with the Kubernetes API. */
import { search } from './evidence.ts'
import { failure, type Rule } from './failure.ts'

const RIGHTS =
  "Give the account that krr runs as the right to list workloads, autoscalers and pods (krr's ClusterRole)."

export const KUBERNETES_RULES: readonly Rule[] = [
  (evidence, where) => {
    const match = search(evidence, /Could not load kubernetes configuration: (.*)/)
    if (match === null) return null
    if (/Service host\/port is not set|Invalid kube-config|service account/i.test(match[1] ?? '')) {
      return failure(
        2,
        'kube-context-missing',
        `There is no kubeconfig, or it has no context for ${where}`,
        'List the contexts with `kubectl config get-contexts`; set KUBECONFIG, and clusters[].krr.context where the names differ.',
      )
    }
    return failure(2, 'kubeconfig-unreadable', 'The kubeconfig cannot be read', 'Check it with `kubectl config view`.')
  },
  (evidence, where) => {
    const status = search(
      evidence,
      /Unable to automatically discover a \S+ in the cluster \(\((401)\)|Error (401) listing /,
    )
    if (status === null) return null
    return failure(
      3,
      'kubernetes-unauthorized',
      `The Kubernetes API of ${where} does not accept the credentials of the kubeconfig (401)`,
      'Log in again; check that its exec plugin (gke-gcloud-auth-plugin, aws, kubelogin) is installed: `kubectl get ns` tells.',
    )
  },
  (evidence, where) => {
    if (search(evidence, /namespaces is forbidden/) === null) return null
    return failure(
      3,
      'kubernetes-namespaces-forbidden',
      `krr may not list the namespaces of ${where}, which it needs for a regular expression`,
      'Write the namespaces by name in scan.namespaces, or give krr the right to list namespaces.',
    )
  },
  (evidence, where) => {
    if (search(evidence, /MaxRetryError: /) === null) return null
    if (search(evidence, /CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError/) === null) return null
    return failure(
      3,
      'kubernetes-tls',
      `The certificate of the Kubernetes API of ${where} is not trusted`,
      "Set certificate-authority in the kubeconfig to the cluster's authority.",
    )
  },
  (evidence, where) => {
    if (search(evidence, /MaxRetryError: /) === null) return null
    return failure(
      3,
      'kubernetes-unreachable',
      `The Kubernetes API of ${where} cannot be reached`,
      'Check the server address of the kubeconfig, the network and the proxy: `kubectl get ns` tells.',
    )
  },
  (evidence, where) => {
    if (search(evidence, /'str' object has no attribute 'items'/) === null) return null
    return failure(
      3,
      'kubernetes-not-an-api',
      `What answers at the server address of ${where} is no Kubernetes API: it sends no JSON, perhaps a login page`,
      'Check the server address of the kubeconfig and the proxy in front of it.',
    )
  },
  (evidence, where) => {
    const match = search(evidence, /could not convert string to float: '([^']{0,40})'/)
    if (match === null) return null
    return failure(
      3,
      'krr-quantity-unreadable',
      `krr gives up on a workload of ${where} whose resources hold the quantity ${match[1]}`,
      'Write that quantity in another unit (100u is 1m at least), or narrow scan.namespaces to leave the workload out.',
    )
  },
  (evidence, where) => {
    const match = search(evidence, /Invalid value for `(\w+)`, must not be `None`/)
    if (match === null) return null
    return failure(
      3,
      'kubernetes-object-invalid',
      `krr gives up on an object of ${where} that has no ${match[1]}`,
      'Find it among the workloads and autoscalers and complete it, or narrow scan.namespaces to leave it out.',
    )
  },
  (evidence, where) => {
    if (search(evidence, /No objects available to scan/) === null) return null
    const status = search(evidence, /Error (\d{3}) listing /)?.[1]
    if (status === '403') {
      return failure(3, 'kubernetes-forbidden', `krr may list nothing in ${where} (403)`, RIGHTS)
    }
    if (status !== undefined) {
      const message = `The Kubernetes API of ${where} answers with status ${status}`
      return failure(3, 'kubernetes-failing', message, 'It is overloaded or failing: try again later.')
    }
    return failure(
      2,
      'krr-no-objects',
      `krr finds no workload in ${where}`,
      'Check scan.namespaces, scan.resources, scan.selector and --namespace; kube-system is scanned only when it is named.',
    )
  },
  (evidence, where) => {
    if (search(evidence, /No successful scans were made/) === null) return null
    return failure(
      3,
      'krr-no-successful-scan',
      `krr could not calculate any container of ${where}`,
      'Check that krr may list pods, and look for infinite samples in Prometheus.',
    )
  },
]

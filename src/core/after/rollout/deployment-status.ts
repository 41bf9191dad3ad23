/** GitHub deployments that Argo CD Notifications made for the merge commit and later ones. */
import type { Application } from '../../locate/target.ts'
import { concerns, readReporter } from './delivery-report.ts'
import { contains, type Relate, type Saying, type Signal } from './signal.ts'

/** One status of one deployment. */
export interface DeploymentStatus {
  readonly id: number
  readonly commit: string
  readonly environment: string
  readonly state: 'success' | 'failure' | 'error' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'waiting'
  readonly description: string | null
  readonly logUrl: string | null
  readonly createdAt: Date
}

/**
 * Only deployments that link to the Application, or whose environment is its name or path: other programs deploy from this
 * repository too. `inactive` is what GitHub writes over an older success when a newer one comes: it says nothing.
 */
export function readDeployments(
  statuses: readonly DeploymentStatus[],
  application: Application | null,
  relate: Relate,
): Signal[] {
  return [...statuses]
    .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime() || one.id - other.id)
    .flatMap((status): Signal[] => {
      const relation = relate(status.commit)
      const says = SAYS[status.state]
      if (says === null || !contains(relation) || !isOurs(status, application)) return []
      const sentence = `the deployment to ${status.environment} is ${status.state}${status.description ? `: ${status.description}` : ''}`
      const reporter = `deployment to ${status.environment}`
      return [
        {
          reporter,
          at: status.createdAt,
          says,
          code: `deployment-${says}`,
          sentence,
          maybeOthers: relation === 'later',
        },
      ]
    })
}

const SAYS: Readonly<Record<DeploymentStatus['state'], Saying | null>> = {
  success: 'healthy',
  failure: 'degraded',
  error: 'degraded',
  inactive: null,
  in_progress: 'progressing',
  queued: 'progressing',
  pending: 'progressing',
  waiting: 'progressing',
}

function isOurs({ environment, logUrl }: DeploymentStatus, application: Application | null): boolean {
  const report = readReporter('', logUrl)
  if (report !== null) return concerns(report, application)
  if (application === null) return false
  const names = [application.name, application.name.slice(application.name.lastIndexOf('/') + 1), application.path]
  return names.some((name) => name.toLowerCase() === environment.toLowerCase())
}

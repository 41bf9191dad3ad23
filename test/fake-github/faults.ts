/** What can go wrong with a request, and when it does. */

export const FAULTS = [
  '500',
  '502',
  'reset-before',
  'reset-after',
  'half-answer',
  'time-out',
  'secondary-limit',
  'primary-limit',
] as const
export type Fault = (typeof FAULTS)[number]

/** Which fault the request gets, by its place in the log; `null` = none. */
export type FaultPlan = (index: number, request: { readonly key: string; readonly write: boolean }) => Fault | null

export const noFaults: FaultPlan = () => null

/** One request fails, once. */
export function failOnce(at: number, fault: Fault): FaultPlan {
  return (index) => (index === at ? fault : null)
}

/** The connection is cut at one request (before or after the server acted) and does not come back: the run is dead. */
export function cutFrom(at: number, fault: Fault): FaultPlan {
  return (index) => (index < at ? null : index === at ? fault : 'reset-before')
}

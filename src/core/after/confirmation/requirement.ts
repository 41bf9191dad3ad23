/** What the policy asks for: a pull request announces it before anybody confirms. */
export { type Requirement, requirementFor } from '../../pull-request/requirement.ts'

import { BASE_FILES, describeForge } from '../../contract/forge.ts'
import { openGitHubWorld } from './world.ts'

describeForge('GitHub', () => openGitHubWorld(BASE_FILES))

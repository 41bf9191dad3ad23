import { BASE_FILES, describeForge } from '../../contract/forge.ts'
import { openLocalWorld } from './world.ts'

describeForge('local forge', () => openLocalWorld(BASE_FILES))

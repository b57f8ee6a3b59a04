import type { Artifact } from '../../contract/artifact'
import { bundledModel, type Tools } from '../lab'

/** Its folder below assets/. */
export const BUILT_IN = 'models/cadenza-ctc'

/** The recogniser that comes with Cadenza. Throws ArtifactError where its files are not what they say. */
export const loadBuiltIn = (tools: Pick<Tools, 'asset'>): Promise<Artifact> => bundledModel(BUILT_IN, tools)

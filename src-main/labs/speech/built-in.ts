import { parseModelJson, unpackArtifact, type Artifact } from '../../contract/artifact'
import type { Tools } from '../lab'

const FOLDER = 'models/cadenza-ctc'

/** The recogniser that comes with Cadenza. Throws ArtifactError where its files are not what they say. */
export async function loadBuiltIn(tools: Pick<Tools, 'asset'>): Promise<Artifact> {
  const [json, weights] = await Promise.all([
    tools.asset(`${FOLDER}/model.json`),
    tools.asset(`${FOLDER}/weights.bin`)
  ])
  return unpackArtifact(parseModelJson(json, `${FOLDER}/model.json`), weights)
}

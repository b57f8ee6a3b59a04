import { toast } from 'svelte-sonner'
import type { RecogniserInfo } from '../../../../src-main/contract/speech'
import { client, desktop } from '../../../client'
import { attempt } from '../../../state/tell'

type Named = Pick<RecogniserInfo, 'engine' | 'id' | 'name'>

const keys = ({ engine, id }: Named) => ({ engine, id })

/** Begins to fetch a model, or goes on where an earlier attempt stopped. */
export async function download(model: Named): Promise<void> {
  await attempt(`“${model.name}” was not downloaded`, () => client.recognisers.download(keys(model)))
}

export async function cancelDownload(model: Named): Promise<void> {
  await attempt('The download was not stopped', () => client.recognisers.cancelDownload(keys(model)))
}

/** Deletes a foreign model's files; it has to be downloaded or imported anew. */
export async function removeRecogniser(model: Named): Promise<void> {
  await attempt(`“${model.name}” was not deleted`, async () => {
    await client.recognisers.remove(keys(model))
    toast(`“${model.name}” was deleted`)
  })
}

/** Takes in a model file that the person picks: Whisper's ggml. */
export async function importFile(): Promise<void> {
  await importFrom(await desktop.chooseFile('A Whisper model', ['bin', 'ggml', 'gguf']))
}

/** Takes in a folder that the person picks: a sherpa-onnx model. */
export async function importFolder(): Promise<void> {
  await importFrom(await desktop.chooseFolder('Folder of a sherpa-onnx model'))
}

async function importFrom(path: string | null): Promise<void> {
  if (path === null) return
  const taken = await attempt('The model was not imported', () => client.recognisers.importFrom({ path }))
  if (taken) toast.success(`“${taken.id}” was imported`)
}

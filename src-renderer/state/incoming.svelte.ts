import { toast } from 'svelte-sonner'
import { client } from '../client'
import { plural } from '../draw/wording'
import { importSound, isModelFile } from './import-sound'
import { route } from './route.svelte'
import { messageOf } from './tell'

/** Files that the person brought in from outside, by dialog or drop: sounds become recordings, model files become a model. */
export class Incoming {
  done = $state(0)
  total = $state(0)

  async take(files: readonly File[]): Promise<void> {
    const models = files.filter(isModelFile)
    const sounds = files.filter((file) => !isModelFile(file))
    if (models.length > 0) await this.#takeModel(models)
    if (sounds.length > 0) await this.#takeSounds(sounds)
  }

  async #takeModel(files: readonly File[]): Promise<void> {
    try {
      const parts = files.map(async (file) => ({
        name: file.name,
        bytes: new Uint8Array(await file.arrayBuffer())
      }))
      const { name } = await client.models.importFiles({ files: await Promise.all(parts) })
      toast.success(`“${name}” was imported`, show('models'))
    } catch (cause) {
      toast.error('The model was not imported', { description: messageOf(cause) })
    }
  }

  async #takeSounds(files: readonly File[]): Promise<void> {
    const refusals: string[] = []
    this.done = 0
    this.total = files.length
    for (const file of files) {
      await importSound(file, { dataset: null, role: null }).catch((cause: unknown) => {
        const reason = messageOf(cause)
        refusals.push(reason.startsWith(file.name) ? reason : `${file.name}: ${reason}`)
      })
      this.done++
    }
    this.total = 0
    const imported = files.length - refusals.length
    if (imported > 0) toast.success(`${plural(imported, 'recording')} imported`, show('recordings'))
    if (refusals.length > 0) {
      const more = refusals.length > 3 ? ` and ${plural(refusals.length - 3, 'other')}` : ''
      toast.error(`${plural(refusals.length, 'file')} not imported`, {
        description: refusals.slice(0, 3).join('\n') + more,
        duration: 15_000
      })
    }
  }
}

const show = (shelf: string) => ({
  action: { label: 'Show', onClick: () => route.go('library', shelf) }
})

export const incoming = new Incoming()

/** Opens the system's file dialog for sounds. */
export function chooseSounds(): void {
  choose('audio/*,.wav,.flac,.mp3,.ogg,.opus,.m4a,.webm')
}

/** Opens the system's file dialog for the files of an exported model. */
export function chooseModel(): void {
  choose('.json,.bin')
}

function choose(accept: string): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = accept
  input.onchange = () => void incoming.take([...(input.files ?? [])])
  input.click()
}

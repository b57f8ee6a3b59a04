import type { TextRow } from '../../../src-main/contract/texts'
import { client, desktop } from '../../client'
import { FileIntake, type Taking } from '../../state/file-intake.svelte'
import { LabDesk } from '../../state/lab-desk.svelte'
import { LabWork } from '../../state/lab-work.svelte'
import { attempt } from '../../state/tell'

/** What comes with Cadenza, where a lab has such data. */
export const BUILT_IN = 'built-in'

/** No file that comes through the window is larger: one that lies nowhere on the disk. */
const LARGEST_FILE = 256 << 20

/** What lies on the desk of a tab that trains on texts: what comes with Cadenza, or a collection of the person's own. */
export class TextDesk extends LabDesk {
  texts = $state.raw<TextRow[]>([])
  intake = new FileIntake()

  #wantsOwn = $state(false)

  /** Whether the lab brings data of its own. */
  get hasBuiltIn(): boolean {
    return this.fieldsOf('train').find(({ name }) => name === 'dataset')?.default === BUILT_IN
  }

  /** What a training is given: `built-in`, a collection, or nothing yet. */
  get source(): string {
    return this.hasBuiltIn && !this.#wantsOwn ? BUILT_IN : this.datasetId
  }

  /** Those that can be chosen. */
  get sources(): { value: string; label: string }[] {
    const builtIn = this.hasBuiltIn ? [{ value: BUILT_IN, label: 'What comes with Cadenza' }] : []
    return [...builtIn, ...this.datasets.map(({ id, name }) => ({ value: id, label: name }))]
  }

  /** A training on the source that was broken off and can go on. */
  get stopped() {
    return this.interruptedOn(this.source)
  }

  use(source: string): void {
    this.#wantsOwn = source !== BUILT_IN
    if (this.#wantsOwn) this.choose(source)
  }

  override async create(name: string): Promise<void> {
    await super.create(name)
    this.#wantsOwn = true
  }

  /** Reads the list of texts again. */
  async read(): Promise<void> {
    const dataset = this.datasetId
    const texts = dataset
      ? await attempt('The texts were not read', () => client.texts.list({ dataset }))
      : []
    if (texts && dataset === this.datasetId) this.texts = texts.sort((a, b) => a.name.localeCompare(b.name))
  }

  async add(files: readonly File[]): Promise<void> {
    const dataset = this.datasetId
    await this.intake.add(files, (file, taking) => bringIn(file, { dataset, ...taking }))
    await this.read()
  }

  /** Keeps what was pasted. @returns whether it was taken */
  async paste(name: string, text: string): Promise<boolean> {
    const dataset = this.datasetId
    const row = await attempt(`“${name}” was not kept`, () =>
      client.texts.importText({ dataset, name, text })
    )
    await this.read()
    return row !== null
  }
}

/** The engine reads a file where it lies, however large it is; what lies nowhere goes through the window. */
async function bringIn(file: File, { dataset, signal, tell }: Taking & { dataset: string }): Promise<void> {
  const path = desktop.pathOf(file)
  if (path !== '') {
    for await (const { fraction } of await client.texts.importFrom({ dataset, path })) {
      if (signal.aborted) break // the engine stops where nobody listens
      tell(fraction)
    }
    return
  }
  if (file.size > LARGEST_FILE) throw new Error('it is larger than 256 MiB: choose it from the disk')
  const bytes = new Uint8Array(await file.arrayBuffer())
  await client.texts.importFile({ dataset, name: file.name, bytes }, { signal })
}

interface Desk {
  desk: TextDesk
  training: LabWork
}

const desks = new Map<string, Desk>()

/** What a tab works on, and its training; both outlive the tab. */
export function deskOf(lab: string): Desk {
  const known = desks.get(lab)
  if (known) return known
  // What is derived goes on being so only as long as the effect that it was made in: here none that ends with the tab.
  let made!: Desk
  $effect.root(() => {
    made = { desk: new TextDesk(lab), training: new LabWork(lab, 'train') }
  })
  desks.set(lab, made)
  return made
}

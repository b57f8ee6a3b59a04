import { client } from '../../client'
import { FollowedJob } from './followed-job.svelte'
import { messageOf } from './message-of'
import { LAB } from './trigger-desk.svelte'

/** One action of the trigger lab as the page starts, follows and stops it; found again after a reload. */
export class LabWork {
  job = $state.raw<FollowedJob | null>(null)
  /** Why it did not start. */
  refusal = $state('')

  constructor(readonly action: string) {}

  get state() {
    return this.job?.state ?? null
  }

  get isRunning(): boolean {
    return this.job?.isRunning ?? false
  }

  async start(params: Record<string, unknown>): Promise<void> {
    await this.#follow(() => client.jobs.start({ lab: LAB, action: this.action, params }))
  }

  async resume(runId: string): Promise<void> {
    await this.#follow(() => client.jobs.resume({ runId }))
  }

  /** Ends it; what was saved on the way stays. */
  async stop(): Promise<void> {
    if (this.job) await client.jobs.cancel({ id: this.job.id })
  }

  /** Takes up the newest job of this kind that the engine knows, unless one is followed. */
  async adopt(): Promise<void> {
    if (this.job) return
    for await (const jobs of await client.jobs.watchAll()) {
      const ours = jobs.find(({ lab, action }) => lab === LAB && action === this.action)
      if (ours && !this.job) this.job = new FollowedJob(ours.id)
      break
    }
  }

  async #follow(begin: () => Promise<{ id: string }>): Promise<void> {
    this.refusal = ''
    try {
      const { id } = await begin()
      this.job?.leave()
      this.job = new FollowedJob(id)
    } catch (cause) {
      this.refusal = messageOf(cause)
    }
  }
}

export const training = new LabWork('train')
export const evaluating = new LabWork('evaluate')
export const previewing = new LabWork('preview')

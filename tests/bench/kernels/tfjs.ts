import { join } from 'node:path'
import { spreadOf } from '../statistics'
import { REPOSITORY } from '../trigger/corpus'
import type { Runs } from './alternation'
import type { Work } from './cases'
import { PeerProcess, UNLIMITED } from './peer-process'
import type { Peer } from './pytorch'

const PEER = join(REPOSITORY, 'tests', 'bench', 'kernels', 'tfjs-peer.mjs')
/** Runs to find out how long one takes, and the seconds after which none is begun. */
const TRIAL = { warmup: 1, repeats: 3, within: 2 }

/** tfjs-layers as published, on the backend that one of `packages` brings. */
export class Tfjs {
  private process: PeerProcess | null = null

  constructor(
    private readonly packages: readonly string[],
    private readonly remark: string
  ) {}

  /** Throws Error where it cannot be had or cannot do the work. */
  async ready(work: Work): Promise<{ peers: Peer[] }> {
    const process = await this.open()
    const about = spreadOf(await process.measure({ case: work, ...TRIAL })).median
    const { version, vectors } = process.identity
    const what = `tfjs-layers on ${vectors} ${version}${this.remark}`
    const measure = (runs: Runs) => process.measure({ case: work, within: UNLIMITED, ...runs })
    return { peers: [{ about, what, measure }] }
  }

  private async open(): Promise<PeerProcess> {
    if (this.process && !this.process.hasEnded) return this.process
    const refusals: string[] = []
    for (const name of this.packages)
      try {
        return (this.process = await PeerProcess.start({ program: process.execPath, args: [PEER, name] }))
      } catch (error) {
        refusals.push(`${name}: ${(error as Error).message}`)
      }
    throw new Error(refusals.join('; '))
  }

  end(): void {
    this.process?.end()
  }
}

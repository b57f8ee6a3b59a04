import variants from './assembly/index.ts?wasm'

/** What the machine can do beyond the SIMD that all variants need. */
export interface Variant {
  name: keyof typeof variants
  isShared: boolean
  /** Multiply and add in one instruction. */
  isRelaxed: boolean
  module: WebAssembly.Module
}

const CANDIDATES = [
  { name: 'relaxed-threads', isShared: true, isRelaxed: true },
  { name: 'threads', isShared: true, isRelaxed: false },
  { name: 'relaxed', isShared: false, isRelaxed: true },
  { name: 'plain', isShared: false, isRelaxed: false }
] as const

/**
 * Compiles the best variant that this machine runs; null where it has no SIMD at all.
 * @param allowed limits the choice, for tests
 */
export async function compileVariant(
  allowed: readonly Variant['name'][] = CANDIDATES.map(({ name }) => name)
): Promise<Variant | null> {
  for (const candidate of CANDIDATES) {
    if (!allowed.includes(candidate.name)) continue
    if (candidate.isShared && typeof SharedArrayBuffer === 'undefined') continue
    const binary = Uint8Array.from(atob(variants[candidate.name]), (char) => char.charCodeAt(0))
    if (WebAssembly.validate(binary)) return { ...candidate, module: await WebAssembly.compile(binary) }
  }
  return null
}

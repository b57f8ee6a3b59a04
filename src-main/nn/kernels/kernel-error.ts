/** The kernels could not compute: out of memory, or a thread of theirs died. The job that asked fails; the next one begins anew. */
export class KernelError extends Error {
  override name = 'KernelError'
}

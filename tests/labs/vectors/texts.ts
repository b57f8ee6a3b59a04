import type { TextSource } from '../../../src-main/labs/lab'

/** A text of a collection, from memory. */
export function textNamed(name: string, text: string): TextSource {
  return {
    name,
    bytes: text.length,
    load: () => Promise.resolve(text),
    async *lines() {
      for (const line of text.split('\n')) yield await Promise.resolve(line)
    }
  }
}

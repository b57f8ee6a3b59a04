import type { z } from 'zod'

/** What the window remembers between starts under one name. Only what fits the schema is believed. */
export function storedAs<S extends z.ZodType>(name: string, schema: S) {
  return {
    schema,
    read(): z.output<S> | null {
      try {
        const parsed = schema.safeParse(JSON.parse(localStorage.getItem(name) ?? 'null'))
        return parsed.success ? parsed.data : null
      } catch {
        return null
      }
    },
    write(value: z.output<S>): void {
      localStorage.setItem(name, JSON.stringify(value))
    }
  }
}

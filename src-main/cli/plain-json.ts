/** A value as JSON can hold it: typed arrays become lists, numbers that are not finite become null. */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float32Array, plainJson)
  if (Array.isArray(value)) return value.map(plainJson)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map) return plainJson(Object.fromEntries(value))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainJson(inner)]))
  return value
}

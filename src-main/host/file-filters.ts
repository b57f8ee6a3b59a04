const MOST = 20

/** Filters of a file dialog from extensions that the window asks for; what is no extension is left out, and any file may still be picked. */
export function fileFilters(extensions: unknown): { name: string; extensions: string[] }[] {
  const asked = Array.isArray(extensions) ? extensions.slice(0, MOST) : []
  const known = asked.filter(
    (each): each is string => typeof each === 'string' && /^[a-z0-9]{1,10}$/i.test(each)
  )
  const any = { name: 'All files', extensions: ['*'] }
  if (known.length === 0) return [any]
  return [{ name: known.map((each) => `.${each}`).join(', '), extensions: known }, any]
}

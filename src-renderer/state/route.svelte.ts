/** Where the person is: a page and, on some, the thing opened there. Kept in the address, so that a reload comes back to it. */
export class Route {
  page = $state('')
  item: string | null = $state(null)

  constructor() {
    this.#read()
    globalThis.addEventListener?.('hashchange', () => this.#read())
  }

  /** Goes to a page, and to one of its things. */
  go(page: string, item: string | null = null) {
    location.hash = item === null ? `/${page}` : `/${page}/${encodeURIComponent(item)}`
  }

  #read() {
    const { page, item } = parseRoute(globalThis.location?.hash ?? '')
    this.page = page
    this.item = item
  }
}

/** `#/runs/abc` → page `runs`, item `abc`. */
export function parseRoute(hash: string): { page: string; item: string | null } {
  const [page = '', item] = hash.replace(/^#?\/?/, '').split('/')
  return { page, item: item === undefined || item === '' ? null : decode(item) }
}

/** Addresses can be mangled by hand; a bad escape is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const route = new Route()

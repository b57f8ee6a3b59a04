/** An element as a test reads it. */
export interface XmlNode {
  name: string
  attributes: Record<string, string>
  children: XmlNode[]
  text: string
}

const TOKEN = /<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y

/** Reads XML as strictly as the tests need: every tag closed in order, one root, nothing that is no tag, entity or text. */
export function readXml(source: string): XmlNode {
  const body = source.replace(/^<\?xml[^>]*\?>\s*<!DOCTYPE[^>]*>\s*/, '')
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(body)
    if (!token) throw new Error(`no XML at ${at}: ${body.slice(at, at + 40)}`)
    const [, closing, name, attributes, empty, text] = token
    if (text !== undefined) open.at(-1)!.text += decode(text)
    else if (closing) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> at ${at} closes another element`)
    } else {
      const pairs = [...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        decode(value!)
      ])
      const node: XmlNode = {
        name: name!,
        attributes: Object.fromEntries(pairs) as Record<string, string>,
        children: [],
        text: ''
      }
      open.at(-1)!.children.push(node)
      if (!empty) open.push(node)
    }
  }
  if (open.length !== 1 || root.children.length !== 1)
    throw new Error('elements are left open, or there is not one root')
  return root.children[0]!
}

/** All elements of a name below a node, in order. */
export function allOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)])
}

/** The text of the first element of that name below; '' where there is none. */
export function textOf(node: XmlNode, name: string): string {
  return allOf(node, name)[0]?.text ?? ''
}

function decode(text: string): string {
  if (/&(?!(amp|lt|gt|quot);)/.test(text)) throw new Error(`a bare & in ${text}`)
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

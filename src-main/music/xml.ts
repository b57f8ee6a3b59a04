/** An element of XML; `content` is markup, or a number. Values of attributes are text. */
export function element(
  name: string,
  content: string | number = '',
  attributes: Record<string, string | number> = {}
): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
  const start = `${name}${head.join('')}`
  return content === '' ? `<${start}/>` : `<${start}>${content}</${name}>`
}

/** Text as XML may hold it: control characters are left out. */
export function escapeXml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text
    .replace(/[\p{Cs}\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu, '')
    .replace(/[&<>"]/g, (sign) => named[sign]!)
}

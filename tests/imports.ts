import { parse } from 'svelte/compiler'
import ts from 'typescript'

/**
 * Everything that a file of TypeScript or Svelte loads: static, type-only, side-effect and dynamic imports, re-exports,
 * `require`, `import('…')` types, `import.meta.glob` and `new URL('…', import.meta.url)`.
 * @returns the specifiers in order; null stands for one that is computed
 */
export function findImports(file: string, source: string): (string | null)[] {
  return file.endsWith('.svelte') ? findInSvelte(source) : findInTypeScript(source)
}

function findInTypeScript(source: string): (string | null)[] {
  const found: (string | null)[] = []
  const visit = (node: ts.Node): void => {
    found.push(...importsOf(node))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true))
  return found
}

/** The specifiers that one node of the tree names by itself. */
function importsOf(node: ts.Node): (string | null)[] {
  if (ts.isImportDeclaration(node)) return [textOf(node.moduleSpecifier)]
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier ? [textOf(node.moduleSpecifier)] : []
  if (ts.isExternalModuleReference(node)) return [textOf(node.expression)]
  if (ts.isImportTypeNode(node))
    return [ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : null]
  if (ts.isCallExpression(node)) return importsOfCall(node)
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') return importsOfUrl(node)
  return []
}

function importsOfCall(node: ts.CallExpression): (string | null)[] {
  const [first] = node.arguments
  const callee = node.expression
  const isImport = callee.kind === ts.SyntaxKind.ImportKeyword
  if (isImport || callee.getText() === 'require') return [first ? textOf(first) : null]
  if (callee.getText() !== 'import.meta.glob' || !first) return []
  const patterns = ts.isArrayLiteralExpression(first) ? [...first.elements] : [first]
  return patterns.map(textOf).map((pattern) => pattern?.replace(/^!/, '') ?? null)
}

/** `new URL('./worker.ts', import.meta.url)` is how a worker or an asset is loaded. */
function importsOfUrl(node: ts.NewExpression): (string | null)[] {
  const [path, base] = node.arguments ?? []
  if (base?.getText() !== 'import.meta.url' || !path) return []
  const text = textOf(path)
  return text === null ? [] : [text.startsWith('.') ? text : `./${text}`]
}

function textOf(node: ts.Node): string | null {
  return ts.isStringLiteralLike(node) ? node.text : null
}

/** The scripts of a component, and the imports that its markup makes. */
function findInSvelte(source: string): (string | null)[] {
  const { instance, module, fragment } = parse(source, { modern: true })
  const scripts = [module, instance].map((script) =>
    script ? source.slice(script.start, script.end).replace(/^<script[^>]*>|<\/script>$/g, '') : ''
  )
  return [...scripts.flatMap(findInTypeScript), ...findInMarkup(fragment)]
}

function findInMarkup(node: unknown): (string | null)[] {
  if (Array.isArray(node)) return node.flatMap(findInMarkup)
  if (typeof node !== 'object' || node === null) return []
  const own = 'type' in node && node.type === 'ImportExpression' ? [specifierOf(node)] : []
  return [...own, ...Object.values(node).flatMap(findInMarkup)]
}

function specifierOf(node: object): string | null {
  const source: unknown = 'source' in node ? node.source : undefined
  const isText = typeof source === 'object' && source !== null && 'value' in source
  return isText && typeof source.value === 'string' ? source.value : null
}

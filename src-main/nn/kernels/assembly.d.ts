/** AssemblyScript compiled by scripts/assembly.mjs: base64 by variant. */
declare module '*?wasm' {
  const variants: Record<'relaxed-threads' | 'threads' | 'relaxed' | 'plain', string>
  export default variants
}

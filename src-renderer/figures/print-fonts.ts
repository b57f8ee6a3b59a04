import interCyrillic from '@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2?url'
import interGreek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?url'
import interLatinExt from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url'
import interLatin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'
import monoLatinExt from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-ext-wght-normal.woff2?url'
import monoLatin from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url'

/** Files of a font, and the characters for which each is needed. Others, such as emoji, come from the system that shows the picture. */
const FILES: { family: string; url: string; range: string; isNeeded: (svg: string) => boolean }[] = [
  {
    family: 'Inter',
    url: interLatin,
    range: 'U+0000-00FF,U+2000-206F,U+20AC,U+2122,U+2190-21FF,U+2212',
    isNeeded: () => true
  },
  {
    family: 'Inter',
    url: interLatinExt,
    range: 'U+0100-02FF,U+1E00-1EFF',
    isNeeded: (svg) => /[\u0100-\u02ff\u1e00-\u1eff]/.test(svg)
  },
  { family: 'Inter', url: interGreek, range: 'U+0370-03FF', isNeeded: (svg) => /[\u0370-\u03ff]/.test(svg) },
  {
    family: 'Inter',
    url: interCyrillic,
    range: 'U+0400-045F',
    isNeeded: (svg) => /[\u0400-\u045f]/.test(svg)
  },
  {
    family: 'JetBrains Mono',
    url: monoLatin,
    range: 'U+0000-00FF,U+2000-206F,U+2190-21FF,U+2212',
    isNeeded: isMono
  },
  {
    family: 'JetBrains Mono',
    url: monoLatinExt,
    range: 'U+0100-02FF,U+1E00-1EFF',
    isNeeded: (svg) => isMono(svg) && /[\u0100-\u02ff\u1e00-\u1eff]/.test(svg)
  }
]

function isMono(svg: string): boolean {
  return svg.includes('JetBrains Mono')
}

/** CSS of the font faces that a drawing needs, their files inside. */
export async function fontsFor(svg: string): Promise<string> {
  const faces = FILES.filter(({ isNeeded }) => isNeeded(svg)).map(
    async ({ family, url, range }) =>
      `@font-face{font-family:'${family}';font-weight:100 900;unicode-range:${range};src:url(${await dataUrlOf(url)}) format('woff2')}`
  )
  return (await Promise.all(faces)).join('')
}

async function dataUrlOf(url: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return `data:font/woff2;base64,${btoa(binary)}`
}

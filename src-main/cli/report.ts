/** What the demo shows of one job. Files are relative to the report. */
export interface Chapter {
  id: string
  title: string
  paragraphs: string[]
  numbers: { name: string; value: string }[]
  pictures: { file: string; caption: string }[]
  sounds: { file: string; caption: string }[]
  /** What the JSON report holds. */
  data: Record<string, unknown>
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1e27; --paper: #fbfaf8; --faint: #6a7080; --line: #dcdde2 }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e8ee; --paper: #11131a; --faint: #9197a8; --line: #2b2f3c } }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 3rem auto; padding: 0 1.5rem }
h1 { font-size: 1.9rem; margin-bottom: .2rem } h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem }
p { max-width: 44rem } figure { margin: 1.5rem 0 } img { width: 100%; border-radius: 6px; display: block } figcaption, .faint { color: var(--faint); font-size: .9rem }
table { border-collapse: collapse } td { padding: .2rem 2rem .2rem 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums } audio { width: 100% }`

/** A page that opens in any browser, without a script and without the network. */
export function writeReport(
  chapters: readonly Chapter[],
  { version, date }: { version: string; date: string }
): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Cadenza: what it does</title>
<style>${STYLE}</style>
<h1>Cadenza</h1>
<p class="faint">Version ${escape(version)}, ${escape(date)}. Everything below was computed on this machine just now, from what comes with Cadenza.</p>
${chapters.map(section).join('\n')}
</html>
`
}

function section({ id, title, paragraphs, numbers, pictures, sounds }: Chapter): string {
  return [
    `<section id="${escape(id)}">`,
    `<h2>${escape(title)}</h2>`,
    ...paragraphs.map((text) => `<p>${escape(text)}</p>`),
    ...pictures.map(
      ({ file, caption }) =>
        `<figure><img src="${escape(file)}" alt="${escape(caption)}"><figcaption>${escape(caption)}</figcaption></figure>`
    ),
    ...sounds.map(
      ({ file, caption }) =>
        `<figure><audio controls src="${escape(file)}"></audio><figcaption>${escape(caption)}</figcaption></figure>`
    ),
    `<table>${numbers.map(({ name, value }) => `<tr><td>${escape(name)}</td><td>${escape(value)}</td></tr>`).join('')}</table>`,
    '</section>'
  ].join('\n')
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

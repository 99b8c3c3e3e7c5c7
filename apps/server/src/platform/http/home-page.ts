import { createHash } from 'node:crypto'
import { type Catalog, isLanguage, type Language, say } from '@proofline/problems'
import { languageOf } from './problem.ts'
import type { HttpServer } from './server.ts'

/** A line of the page: a label by its code, and a value as it stands (`undefined`: not known at the moment). */
export type HomeLine = { readonly label: string; readonly value: string | undefined; readonly isCode?: boolean }
export type HomeSection = { readonly title: string; readonly lines: readonly HomeLine[] }
export type HomeLink = { readonly label: string; readonly href: string; readonly note: string; readonly needsToken: boolean }

export type HomeState = { readonly sections: readonly HomeSection[]; readonly links: readonly HomeLink[]; readonly isWell: boolean }

export type HomePage = {
  readonly texts: Catalog
  /** Read when somebody looks; codes of texts, and values. */
  readonly read: () => Promise<HomeState>
}

const style = `
:root{color-scheme:light dark;--ink:#14202b;--soft:#5a6b7b;--line:#dbe3ea;--paper:#f6f8fa;--card:#fff;--mark:#0b6e5f;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e8eef3;--soft:#9fb0bf;--line:#2b3a47;--paper:#0f1820;--card:#16222c;--mark:#4fd1b5;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:56rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.9rem;line-height:1.2;margin:0;letter-spacing:-.01em}
h1 span{color:var(--mark);font-weight:600;margin-left:.35em}
nav a{color:var(--soft);margin-left:1rem}
nav a[aria-current]{color:var(--ink);text-decoration:none;font-weight:600}
.lead{color:var(--soft);margin:.4rem 0 1.6rem;max-width:44rem}
.state{display:inline-flex;align-items:center;gap:.5rem;font-weight:600;color:var(--mark);margin:0 0 1.2rem}
.state::before{content:"";width:.6rem;height:.6rem;border-radius:50%;background:currentColor}
.state.bad{color:var(--bad)}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.3rem;margin:0 0 1rem}
h2{font-size:.95rem;margin:0 0 .6rem;color:var(--soft);font-weight:600}
dl{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.35rem 1.2rem;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
code,pre{font:.88em/1.5 ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",monospace}
pre{background:var(--paper);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;overflow-x:auto;margin:.5rem 0 0}
ul{list-style:none;margin:0;padding:0}li{padding:.35rem 0}li+li{border-top:1px solid var(--line)}
a{color:var(--mark)}.note{color:var(--soft);display:block;font-size:.9rem}
@media(max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
`
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

const safe = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** `GET /`: what runs here, in words for a person, without a script and without anything from elsewhere. `?lang=` overrides the browser's language. */
export function registerHomePage(app: HttpServer, page: HomePage): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const asked = (request.query as { lang?: unknown }).lang
    const language = typeof asked === 'string' && isLanguage(asked) ? asked : languageOf(request)
    // The address as the reader typed it, so that the example works as it stands.
    const host = /^[A-Za-z0-9.:[\]-]{1,255}$/.test(request.host) ? request.host : '127.0.0.1:8080'
    const html = render(page.texts, language, await page.read(), `http://${host}`)
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': policy, 'content-language': language, vary: 'Accept-Language' })
      .send(html)
  })
}

function render(texts: Catalog, language: Language, seen: HomeState, address: string): string {
  const { sections, links, isWell } = seen
  const word = (code: string) => safe(say(texts, language, code))
  const choice = (code: Language, name: string) =>
    `<a href="/?lang=${code}" lang="${code}"${code === language ? ' aria-current="true"' : ''}>${name}</a>`
  const line = ({ label, value, isCode }: HomeLine) => {
    const text = value === undefined ? word('home-unknown') : safe(value)
    return `<dt>${word(label)}</dt><dd>${isCode === true && value !== undefined ? `<code>${text}</code>` : text}</dd>`
  }
  const section = ({ title, lines }: HomeSection) => `<section><h2>${word(title)}</h2><dl>${lines.map(line).join('')}</dl></section>`
  const link = ({ label, href, note, needsToken }: HomeLink) =>
    `<li><a href="${safe(href)}">${word(label)}</a> <span class="note">${word(note)}${needsToken ? ` ${word('home-needs-token')}` : ''}</span></li>`
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Proofline 溯证</title><style>${style}</style></head><body><main>
<header><h1>Proofline<span lang="zh">溯证</span></h1><nav>${choice('zh', '中文')}${choice('en', 'English')}</nav></header>
<p class="lead">${word('home-lead')}</p>
<p class="state${isWell ? '' : ' bad'}">${word(isWell ? 'home-well' : 'home-unwell')}</p>
${sections.map(section).join('\n')}
<section><h2>${word('home-links')}</h2><ul>${links.map(link).join('')}</ul>
<p class="note">${word('home-token-example')}</p>
<pre>curl -H "Authorization: Bearer $(cat data/client-token)" ${safe(address)}/openapi.json</pre></section>
</main></body></html>
`
}

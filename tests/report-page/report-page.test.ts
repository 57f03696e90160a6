// The report page in a real browser. Screenshots go to .cache/report-page, for people to look at.

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportToHtml } from '../../src/report/html/html.ts'
import { findingMarkdown } from '../../src/report/markdown-finding.ts'
import type { Report } from '../../src/report/schema.ts'
import { hostileReport } from '../helpers/hostile-report.ts'
import { REPOSITORY } from '../helpers/repository.ts'
import { sampleCampaign, sampleFinding, sampleReport } from '../helpers/sample-report.ts'
import { findChromium, missingBrowser, openFile, startBrowser } from './browser.ts'

const missing = missingBrowser()
if (missing !== undefined) process.stderr.write(`The report page is not tested in a browser: ${missing}.\n`)

const FOLDER = path.join(REPOSITORY, '.cache', 'report-page')
const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'\u202e\u0000</script></template>'

const attacker = { name: 'attacker', address: '0xa1', isAttacker: true } as const
const vault = { name: 'Vault', address: '0xb1', isAttacker: false } as const
const theft = (index: number): ReturnType<typeof sampleFinding> =>
  sampleFinding({
    id: index.toString(16).padStart(12, '0'),
    property: { name: 'theft', kind: 'detector' },
    signature: {
      property: 'p',
      mechanism: `the attacker took ${index} ETH from Vault`,
      place: 'src/Vault.sol:9',
    },
    reason: `the attacker took ${index} ETH from Vault`,
    severity: index < 3 ? 'critical' : 'medium',
    vector: { id: 'donation', title: 'Donation that is believed', owasp: 'SC02:2026', swc: null },
    transfers: [
      { step: 1, from: attacker, to: vault, what: '1 ETH' },
      { step: 2, from: vault, to: attacker, what: `${index + 1} ETH` },
    ],
    gains: [{ party: attacker, asset: 'ETH', text: `${index} ETH`, isLoss: false }],
    proofs: [
      {
        form: 'foundry',
        file: 'theft.t.sol',
        text: 'contract Proof {\n\t// ```` <b>\u202e</b>\n}\n',
        checked: 'passes',
        reason: null,
      },
      { form: 'calls', file: 'theft.calls.json', text: '{ "calls": [] }', checked: 'passes', reason: null },
    ],
  })

const REPORTS = {
  few: sampleReport({ findings: [0, 1, 2].map(theft) }),
  many: sampleReport({ findings: Array.from({ length: 200 }, (_, index) => theft(index)) }),
  hostile: hostileReport(HOSTILE),
  none: sampleReport({
    findings: [],
    campaigns: [
      sampleCampaign({ properties: [{ name: 'a()', kind: 'invariant', status: 'held', executions: 9 }] }),
    ],
  }),
} satisfies Record<string, Report>

describe.skipIf(missing !== undefined)('in a browser', () => {
  let browser: Browser
  const fileOf = (name: keyof typeof REPORTS): string => path.join(FOLDER, `${name}.html`)

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true })
    for (const [name, report] of Object.entries(REPORTS))
      writeFileSync(path.join(FOLDER, `${name}.html`), reportToHtml(report))
    browser = await startBrowser(findChromium()!)
  })
  afterAll(async () => browser?.close())

  const shownPages = (page: Page): Promise<string[]> =>
    page.locator('section.page:visible').evaluateAll((pages) => pages.map(({ id }) => id))
  const shot = (page: Page, name: string): Promise<Buffer> =>
    page.screenshot({ path: path.join(FOLDER, `${name}.png`) })

  test('from disk, without network, it asks for nothing but itself and complains of nothing', async () => {
    for (const name of ['many', 'none'] as const) {
      const { page, complaints, requests } = await openFile(browser, fileOf(name))
      expect(await shownPages(page)).toEqual(['overview'])
      expect(requests).toEqual([`file://${fileOf(name)}`])
      expect(complaints).toEqual([])
      await shot(page, name)
      await page.context().close()
    }
  })

  test('names that are markup and scripts are shown as text', async () => {
    const { page, complaints, requests } = await openFile(browser, fileOf('hostile'))
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(requests).toHaveLength(1)
    expect(complaints).toEqual([])
    expect(await page.locator('.brand small').textContent()).toBe(
      '<img src=x onerror=alert(1)><script>alert(2)</script>"\'\\u202e\\u0000</script></template>',
    )
    await shot(page, 'hostile')
    await page.context().close()
  })

  test('a link leads to a page, back leads back, and a link of a report of before shows the overview', async () => {
    const { page } = await openFile(browser, fileOf('few'))
    await page.locator('#findings a').nth(1).click()
    await expect.poll(() => shownPages(page)).toEqual(['f-000000000001'])
    expect(await page.title()).toContain('the attacker took 1 ETH from Vault')
    expect(await page.locator('.side a[aria-current]').getAttribute('href')).toBe('#f-000000000001')
    await page.goBack()
    await expect.poll(() => shownPages(page)).toEqual(['overview'])
    await page.context().close()
    for (const hash of ['#f-gone', '#%E0%A4%A', '#content']) {
      const old = await openFile(browser, fileOf('few'), { hash })
      expect(await shownPages(old.page), hash).toEqual(['overview'])
      expect(old.complaints).toEqual([])
      await old.page.context().close()
    }
  })

  test('by keyboard: next and previous finding, the pages, the list of keys', async () => {
    const { page } = await openFile(browser, fileOf('few'))
    // A page follows its address a moment later.
    const shows = async (keys: readonly string[], shown: string): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
      await expect.poll(() => shownPages(page)).toEqual([shown])
    }
    await shows(['j'], 'f-000000000000')
    await shows(['j', 'j'], 'f-000000000002')
    await shows(['k'], 'f-000000000001')
    await shows(['c'], 'coverage')
    await shows(['r'], 'run')
    await shows(['o'], 'overview')
    // The link for who does not want to hear the list of pages again on each of them.
    await shows(['j'], 'f-000000000000')
    await page.locator('.skip').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#content')
    await shows([], 'f-000000000000')
    await shows(['j'], 'f-000000000001')
    const isListed = (): Promise<boolean> => page.locator('dialog').isVisible()
    await page.keyboard.press('?')
    await expect.poll(isListed).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(isListed).toBe(false)
    await page.context().close()
  })

  test('of many findings one is looked for by its words, and letters in the field are no keys', async () => {
    const { page } = await openFile(browser, fileOf('many'), { hash: '#run' })
    await page.keyboard.press('/')
    await page.locator('#filter:focus').waitFor()
    await page.keyboard.type('took 123 eth')
    await expect.poll(() => page.locator('#findings tbody tr:visible').count()).toBe(1)
    expect(await shownPages(page)).toEqual(['overview'])
    await page.context().close()
  })

  test('what is copied is what stands there', async () => {
    const { page } = await openFile(browser, fileOf('few'), { hash: '#f-000000000001' })
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
    await page.locator('section:visible .code:has([id$="-again"]) button').click()
    await expect.poll(copied).toBe(REPORTS.few.findings[1]!.reproduce)
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    const { findings } = REPORTS.few
    await expect.poll(copied).toBe(findingMarkdown(findings[1]!, 2, { proofs: 'whole', level: 2 }).join('\n'))
    expect(await page.locator('[role=status]').textContent()).toBe('Copied')
    await page.context().close()
  })

  test('on a phone nothing is wider than the screen, and the picture scrolls in its place', async () => {
    for (const name of ['few', 'hostile', 'none'] as const) {
      const { page } = await openFile(browser, fileOf(name), { width: 360 })
      const hashes = await page
        .locator('.side nav a')
        .evaluateAll((links) => links.slice(0, 6).map((link) => link.getAttribute('href')!))
      for (const hash of [...hashes, '#coverage', '#run']) {
        await page.evaluate((to) => void (location.hash = to), hash)
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} ${hash}`).toBe(360)
      }
      await page.evaluate((to) => void (location.hash = to), hashes.at(-1)!)
      await shot(page, `${name}-phone`)
      await page.context().close()
    }
  })

  test('text stands out from its ground in light and in dark, and the button goes from one to the other', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await openFile(browser, fileOf('few'), { scheme, hash: '#f-000000000001' })
      await shot(page, `finding-${scheme}`)
      // WCAG 2.2, 1.4.3: 4.5 to 1 for text of this size.
      expect(await page.evaluate(lowContrasts)).toEqual([])
      await page.context().close()
    }
    const { page } = await openFile(browser, fileOf('few'))
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await page.keyboard.press('t')
    expect(await ground()).toBe(light)
    await page.keyboard.press('t')
    expect(await ground()).not.toBe(light)
    await page.context().close()
  })

  test('on paper all pages are there, dark on white also for who reads them light on dark', async () => {
    const { page } = await openFile(browser, fileOf('few'), { scheme: 'dark' })
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'))
    await page.emulateMedia({ media: 'print' })
    expect(await shownPages(page)).toHaveLength(6)
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    )
    expect(await page.evaluate(lowContrasts)).toEqual([])
    expect(await page.locator('button:visible').count()).toBe(0)
    await page.context().close()
  })

  test('without scripts everything is there, and no button that does nothing', async () => {
    const { page } = await openFile(browser, fileOf('few'), { hasScript: false })
    expect(await shownPages(page)).toHaveLength(6)
    expect(await page.locator('button.copy:visible, #theme:visible, #filter:visible').count()).toBe(0)
    await page.context().close()
  })
})

/** In the page: texts whose colour is too near to what is behind them. */
function lowContrasts(): string[] {
  const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = ([red = 0, green = 0, blue = 0]: number[]): number => {
    const [r, g, b] = [red, green, blue].map((each) => {
      const part = each / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = (element: Element | null): number[] => {
    for (let each = element; each !== null; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor)
      if (colour.length === 3 || (colour[3] ?? 0) === 1) return colour
    }
    return [255, 255, 255]
  }
  const low: string[] = []
  for (const element of document.querySelectorAll<HTMLElement>('body *:not(svg *)')) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent!.trim() !== '',
    )
    if (!hasText || !element.checkVisibility()) continue
    const [text, ground] = [
      luminance(channels(getComputedStyle(element).color)),
      luminance(groundOf(element)),
    ]
    const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
    if (ratio < 4.5) low.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`)
  }
  return [...new Set(low)]
}

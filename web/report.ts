// What the report page does beyond being read: one page at a time, keys, copying, filtering, light and dark. The page is whole
// without it. It reads nothing but the page itself, and writes only text into it.
{
  const root = document.documentElement
  const pages = [...document.querySelectorAll<HTMLElement>('.page')]
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('.side nav a')].map((link) => [link.hash, link]),
  )
  const findings = pages.filter((page) => page.dataset['kind'] === 'finding')
  const filter = document.querySelector<HTMLInputElement>('#filter')
  const status = document.querySelector<HTMLElement>('.status')!
  const keys = document.querySelector<HTMLDialogElement>('#keys')!
  root.classList.add('scripted')

  // ---- one page at a time ----

  // What a key wants on the page that it goes to.
  let focusNext: HTMLElement | undefined
  let current: HTMLElement | undefined
  // Ids of the page need no decoding; a hash that is no id may be anything.
  const targetOfHash = (): HTMLElement | null => document.getElementById(location.hash.slice(1))
  const pageOfHash = (): HTMLElement => {
    const target = targetOfHash()
    const page = target?.closest<HTMLElement>('.page')
    // The link to the content stays where one is; a link of a report of before leads to the overview.
    return page ?? (target !== null && current !== undefined ? current : pages[0]!)
  }
  let currentLink: HTMLAnchorElement | undefined
  const show = (isMoved: boolean): void => {
    const page = pageOfHash()
    // Only what changes: a report may have hundreds of pages.
    current?.classList.remove('current')
    currentLink?.removeAttribute('aria-current')
    current = page
    current.classList.add('current')
    currentLink = links.get(`#${page.id}`)
    currentLink?.setAttribute('aria-current', 'page')
    currentLink?.scrollIntoView({ block: 'nearest' })
    const heading = page.querySelector<HTMLElement>('h1')
    document.title = `${heading?.textContent?.trim() ?? ''} · ${root.dataset['project'] ?? ''}`
    if (!isMoved) return
    const target = targetOfHash()
    if (target !== null && target !== page) target.scrollIntoView()
    else {
      scrollTo(0, 0)
      // Who listens hears the new page; who uses keys goes on from its top.
      ;(focusNext ?? heading)?.focus({ preventScroll: true })
      focusNext = undefined
    }
  }
  addEventListener('hashchange', () => show(true))
  show(location.hash !== '')

  // ---- copying ----

  let statusTimer = 0
  const say = (text: string): void => {
    status.textContent = text
    clearTimeout(statusTimer)
    statusTimer = setTimeout(() => (status.textContent = ''), 2_000)
  }
  // A text that stands on the page is not in the template once more.
  const filled = ({ content }: HTMLTemplateElement): string => {
    const copied = content.cloneNode(true) as DocumentFragment
    for (const place of copied.querySelectorAll<HTMLElement>('[data-text-of]'))
      place.textContent = document.getElementById(place.dataset['textOf'] ?? '')?.textContent ?? ''
    return copied.textContent ?? ''
  }
  const copy = async (button: HTMLElement): Promise<void> => {
    const source = document.getElementById(button.dataset['copy'] ?? '')
    if (source === null) return
    const text = source instanceof HTMLTemplateElement ? filled(source) : source.textContent
    try {
      await navigator.clipboard.writeText(text ?? '')
      say('Copied')
    } catch {
      say('The browser does not let this page copy')
    }
  }

  // ---- light and dark ----

  const THEMES = ['auto', 'light', 'dark']
  const themeButton = document.querySelector<HTMLButtonElement>('#theme')!
  const setTheme = (theme: string): void => {
    if (theme === 'auto') delete root.dataset['theme']
    else root.dataset['theme'] = theme
    themeButton.textContent = `Theme: ${theme}`
    try {
      localStorage.setItem('faultline-theme', theme)
    } catch {
      // Kept for this visit only.
    }
  }
  const nextTheme = (): void =>
    setTheme(THEMES[(THEMES.indexOf(root.dataset['theme'] ?? 'auto') + 1) % THEMES.length]!)
  try {
    const kept = localStorage.getItem('faultline-theme')
    setTheme(kept !== null && THEMES.includes(kept) ? kept : 'auto')
  } catch {
    setTheme('auto')
  }

  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('button')
    if (button === themeButton) nextTheme()
    else if (button?.id === 'show-keys') keys.showModal()
    else if (button?.dataset['copy'] !== undefined) void copy(button)
  })

  // ---- the list of findings ----

  filter?.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/)
    for (const row of document.querySelectorAll<HTMLElement>('#findings tbody tr')) {
      const text = row.textContent?.toLowerCase() ?? ''
      row.hidden = !words.every((word) => text.includes(word))
    }
  })

  // ---- keys ----

  const go = (page: HTMLElement | undefined): void => {
    if (page !== undefined) location.hash = page.id
  }
  const step = (by: number): void => {
    const at = findings.indexOf(pageOfHash())
    go(findings[at < 0 ? (by > 0 ? 0 : findings.length - 1) : at + by])
  }
  const actions: Readonly<Record<string, () => void>> = {
    j: () => step(1),
    k: () => step(-1),
    o: () => go(pages[0]),
    c: () => go(pages.find(({ id }) => id === 'coverage')),
    r: () => go(pages.find(({ id }) => id === 'run')),
    t: nextTheme,
    '/': () => {
      if (filter === null) return
      if (pageOfHash() === pages[0]) return filter.focus()
      focusNext = filter
      go(pages[0])
    },
    '?': () => keys.showModal(),
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return
    if (event.target instanceof HTMLInputElement) {
      if (event.key === 'Escape') event.target.blur()
      return
    }
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
    if (action === undefined) return
    event.preventDefault()
    action()
  })
}

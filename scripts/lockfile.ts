/** The parts of package-lock.json (version 3) that matter here. */
export type Lockfile = { readonly packages: { readonly [place: string]: LockedPackage } }

type LockedPackage = {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: { readonly [name: string]: string }
  readonly [other: string]: unknown
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const PROCESSORS: Readonly<Record<string, string>> = {
  amd64: 'x64',
  arm: 'arm',
  arm64: 'arm64',
  armv7: 'arm',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
}
const LIBCS: Readonly<Record<string, string>> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
}

/**
 * The lockfile with an entry for every optional dependency that names its platform and its exact version, and the places
 * of those that were missing, in order.
 */
export function completed(lockfile: Lockfile): { lockfile: Lockfile; added: readonly string[] } {
  const missing: Record<string, LockedPackage> = {}
  for (const parent of Object.values(lockfile.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`
      const platform = platformOf(name)
      if (lockfile.packages[place] !== undefined || platform === undefined || !/^\d/.test(version)) continue
      missing[place] = {
        version,
        cpu: platform.cpu,
        ...(parent.dev === true && { dev: true }),
        ...(platform.libc !== undefined && { libc: platform.libc }),
        optional: true,
        os: platform.os,
      }
    }
  }
  // npm sorts by place; the package itself, whose place is empty, comes first.
  const all = Object.entries({ ...lockfile.packages, ...missing })
  const packages = Object.fromEntries(all.sort(([left], [right]) => left.localeCompare(right, 'en')))
  return { lockfile: { ...lockfile, packages }, added: Object.keys(missing).sort() }
}

type Platform = {
  readonly os: readonly string[]
  readonly cpu: readonly string[]
  readonly libc?: readonly string[]
}

// "@oxlint/binding-linux-arm64-musl": the words after the last slash say it, in one vocabulary for all tools.
function platformOf(name: string): Platform | undefined {
  const words = name.slice(name.lastIndexOf('/') + 1).split(/[-.]/)
  const os = words.find((word) => SYSTEMS.includes(word))
  const cpu = words.map((word) => PROCESSORS[word]).find((each) => each !== undefined)
  if (os === undefined || cpu === undefined) return undefined
  const libc = words.map((word) => LIBCS[word]).find((each) => each !== undefined)
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc !== undefined && { libc: [libc] }) }
}

// The part of the WebAssembly JavaScript interface that we use (https://webassembly.github.io/spec/js-api/). TypeScript
// has it in lib.dom only, which would declare a browser around it, and @types/node 24 leaves it out. Remove when
// @types/node declares it.

declare namespace WebAssembly {
  type ImportExportKind = 'function' | 'global' | 'memory' | 'table' | 'tag'
  type ValueType = 'anyfunc' | 'externref' | 'f32' | 'f64' | 'i32' | 'i64' | 'v128'
  type TableKind = 'anyfunc' | 'externref'
  type ModuleImports = Record<string, Func | Global | Memory | Table | number | bigint>
  type Imports = Record<string, ModuleImports>
  // eslint-disable-next-line typescript/no-explicit-any
  type Func = (...args: any[]) => any
  type Exports = Record<string, Func | Global | Memory | Table>

  type ModuleImportDescriptor = { module: string; name: string; kind: ImportExportKind }
  type ModuleExportDescriptor = { name: string; kind: ImportExportKind }
  type MemoryDescriptor = { initial: number; maximum?: number; shared?: boolean }
  type TableDescriptor = { element: TableKind; initial: number; maximum?: number }
  type GlobalDescriptor = { value: ValueType; mutable?: boolean }
  type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>

  class Module {
    constructor(bytes: Bytes)
    static exports(module: Module): ModuleExportDescriptor[]
    static imports(module: Module): ModuleImportDescriptor[]
    static customSections(module: Module, name: string): ArrayBuffer[]
  }

  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Exports
  }

  class Memory {
    constructor(descriptor: MemoryDescriptor)
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }

  class Table {
    constructor(descriptor: TableDescriptor, value?: unknown)
    readonly length: number
    get(index: number): Func | null
    set(index: number, value?: Func | null): void
    grow(by: number, value?: unknown): number
  }

  class Global {
    constructor(descriptor: GlobalDescriptor, value?: unknown)
    // eslint-disable-next-line typescript/no-explicit-any
    value: any
    valueOf(): unknown
  }

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  function validate(bytes: Bytes): boolean
  function compile(bytes: Bytes): Promise<Module>
  function instantiate(module: Module, imports?: Imports): Promise<Instance>
}

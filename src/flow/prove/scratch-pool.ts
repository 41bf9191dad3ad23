import type { Repository, Scratch } from '../../ports/repository.ts'

/** Copies of the repository for edited renders: as many as run at once, each used by one group after the other. */
export class ScratchPool implements AsyncDisposable {
  readonly #repository: Repository
  readonly #free: Scratch[] = []
  readonly #all: Scratch[] = []

  constructor(repository: Repository) {
    this.#repository = repository
  }

  /** `act` leaves the copy as it found it. */
  async use<T>(act: (scratch: Scratch) => Promise<T>): Promise<T> {
    const scratch = this.#free.pop() ?? (await this.#open())
    const result = await act(scratch)
    this.#free.push(scratch)
    return result
  }

  async #open(): Promise<Scratch> {
    const scratch = await this.#repository.scratch(new Set())
    this.#all.push(scratch)
    return scratch
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((scratch) => scratch[Symbol.asyncDispose]()))
  }
}

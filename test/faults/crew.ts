import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Result } from './run.ts'
import type { News, Order } from './worker.ts'

/** Starting git copies the tables of our memory each time: a small heap makes a run a tenth cheaper. */
const SMALL = ['--max-semi-space-size=2']

/** One process for each part of the runs; their order of arrival says nothing. @throws Error when one of them fails */
export async function crew(orders: readonly Order[], onResult: (result: Result) => void): Promise<void> {
  const children: ChildProcess[] = []
  try {
    await Promise.all(orders.map((order) => one(order, onResult, (child) => children.push(child))))
  } finally {
    for (const child of children) child.kill()
  }
}

function one(order: Order, onResult: (result: Result) => void, begun: (child: ChildProcess) => void): Promise<void> {
  return new Promise((done, fail) => {
    const child = fork(join(import.meta.dirname, 'process.ts'), { execArgv: SMALL })
    begun(child)
    let finished = false
    child.on('message', (news: News) => {
      switch (news.kind) {
        case 'result':
          onResult(news.result)
          break
        case 'done':
          finished = true
          break
        case 'failed':
          fail(new Error(news.message))
          break
      }
    })
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      if (finished) done()
      else fail(new Error(`a worker ended with ${code ?? signal} before its runs were done`))
    })
    child.send(order)
  })
}

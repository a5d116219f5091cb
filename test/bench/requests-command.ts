// npm run requests
import { type RequestRow, requestsFor, SET_UPS } from './requests.ts'
import { doneRequestsFor } from './requests-done.ts'

const print = (rows: readonly RequestRow[]): void =>
  console.log(`${rows[0]?.subject.padEnd(24)} ${rows.map(({ metric, value }) => `${metric} ${value}`).join(', ')}`)

const FILES = [1, 300, 3000]
for (const setUp of SET_UPS) for (const files of FILES) print(await requestsFor(setUp, files))
for (const files of FILES) print(await doneRequestsFor(files))

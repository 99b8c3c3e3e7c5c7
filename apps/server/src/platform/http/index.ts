export { type AccessOptions, type Client, clientOf } from './access.ts'
export { ByteBudget, keepBytesFor, withinBudget } from './byte-budget.ts'
export { answerWithin, longestAnswerMs, settleSoon } from './deadline.ts'
export { type EventLoopDelay, EventLoopMonitor } from './event-loop.ts'
export { type HealthCheck, registerHealth } from './health.ts'
export { type HomeLine, type HomePage, type HomeSection, type HomeState, registerHomePage } from './home-page.ts'
export { chooseMediaType } from './media-type.ts'
export {
  badInput,
  busy,
  type ErrorDialect,
  type KnownFailures,
  languageOf,
  notFound,
  positionOf,
  Refusal,
  type RefusalOptions,
} from './problem.ts'
export { closeHttpServer, type HttpOptions, type HttpServer, openHttpServer } from './server.ts'
export { inTurns } from './turns.ts'
export { acceptWebSocket, assertHandshake, upgradeOnly, type WebSocket } from './websocket.ts'
export { escapeXml } from './xml-text.ts'

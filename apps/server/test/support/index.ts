export { clusterVariable, runAsAdmin, startTestCluster, type TestCluster } from './cluster.ts'
export { openTestDatabase, type TestDatabase } from './database.ts'
export { startTestServer, type TestServer, type TestServerOptions } from './server.ts'

/**
 * How is the embedded Temporal server configured? SQLite files in the home folder, all services in one process
 * on loopback ports; a simulation stack may skip time, a production stack may not.
 */

export const TEMPORAL_PORTS = [
  'frontend',
  'frontendHttp',
  'frontendMembership',
  'history',
  'historyMembership',
  'matching',
  'matchingMembership',
  'worker',
  'workerMembership',
] as const
export type TemporalPorts = Record<(typeof TEMPORAL_PORTS)[number], number>

/** The configuration file of the server, in the shape of its own `config/development-sqlite.yaml`. */
export function serverConfig(options: {
  ports: TemporalPorts
  databaseFolder: string
  dynamicConfigFile: string
  simulation: boolean
}): object {
  const { ports, databaseFolder, dynamicConfigFile, simulation } = options
  const service = (grpcPort: number, membershipPort: number, more: object = {}) => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true, ...more },
  })
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'history',
      visibilityStore: 'visibility',
      numHistoryShards: simulation ? 1 : 4,
      datastores: {
        history: sqlite(`${databaseFolder}/history.db`, simulation),
        visibility: sqlite(`${databaseFolder}/visibility.db`, simulation),
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service(ports.frontend, ports.frontendMembership, { httpPort: ports.frontendHttp }),
      history: service(ports.history, ports.historyMembership),
      matching: service(ports.matching, ports.matchingMembership),
      worker: service(ports.worker, ports.workerMembership),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.frontend}`,
          httpAddress: `127.0.0.1:${ports.frontendHttp}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '10s' },
  }
}

function sqlite(databaseName: string, simulation: boolean): object {
  return {
    sql: {
      pluginName: 'sqlite',
      databaseName,
      connectAddr: 'localhost',
      connectProtocol: 'tcp',
      // `setup` creates the tables where they are missing; the values must be text.
      // A simulation need not survive the loss of power, only of processes: it never waits for the disk (0).
      connectAttributes: {
        cache: 'private',
        setup: 'true',
        journal_mode: 'wal',
        synchronous: simulation ? '0' : '2',
      },
      maxConns: 1,
      maxIdleConns: 1,
      maxConnLifetime: '0s',
    },
  }
}

/** Settings beside the file, by name; the command line of `temporal server start-dev` takes the same ones. */
export function dynamicSettings(simulation: boolean): Record<string, boolean | number | string> {
  const always = {
    'system.forceSearchAttributesCacheRefreshOnRead': true,
    // Accounts fall overdue again on the day they were cured: the same workflow id starts again at once.
    'history.workflowIdReuseMinimalInterval': '0s',
    // Twenty looks a second and shard let every task of every case begin on a grid of 50 ms, which is meant for a large
    // cluster with thousands of shards.
    'history.transferProcessorMaxPollRPS': 1000,
    'history.timerProcessorMaxPollRPS': 1000,
  }
  const virtualTime = {
    'frontend.WorkflowTimeSkippingEnabled': true,
    'frontend.WorkflowTimeSkippingMaxSkipPerSession': 100_000,
    // The default of a second makes each skipped timer take a second; with hundreds of busy cases it costs.
    'history.timerProcessorMaxTimeShift': '10ms',
  }
  return simulation ? { ...always, ...virtualTime } : always
}

/** The same settings in the shape of the server's dynamic configuration file. */
export function dynamicConfig(simulation: boolean): Record<string, { value: boolean | number | string }[]> {
  return Object.fromEntries(
    Object.entries(dynamicSettings(simulation)).map(([name, value]) => [name, [{ value }]]),
  )
}

// Where a project keeps what an import has compared.

export const simulationFile = "migration/simulation.json";
export const backtestFile = "migration/backtest.json";

export const isRecord = (path: string): boolean => path === simulationFile || path === backtestFile;

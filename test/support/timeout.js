// Jest 30 takes no testTimeout from a project of its own.
jest.setTimeout(globalThis.TEST_TIMEOUT_MILLISECONDS);

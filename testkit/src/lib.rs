//! Generators, oracles, faulty stores and fixtures for tests, fuzz targets and benches

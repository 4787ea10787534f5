//! Dependence runs downward, crates stay in their modules, files stay small.

//! A key lives in the keychain and in memory, nowhere else.

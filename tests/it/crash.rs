//! Kills the real program at each named point, starts it again, checks the promises.

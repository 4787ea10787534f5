//! A file under its final name is whole: cut, stalled, wrong type, wrong length, full disk.

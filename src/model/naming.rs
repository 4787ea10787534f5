//! Names of files on disk: a template of tokens, slugged, safe on Windows, macOS and Linux.

/// The template that is used unless the person chose another.
pub const DEFAULT_TEMPLATE: &str =
    "{brand}/{date}_{delivery}/{index:02}_{orientation}_{headline}.{ext}";
